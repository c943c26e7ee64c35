//! What routing asks about all models together.

use haneul_model::Model;

/// The models by the names that requests carry. Loading a model is the dear part: the cheap
/// questions are asked first.
pub trait Catalogue {
    fn by_signing_name(&self, name: &str) -> Vec<&'static str>;
    fn by_endpoint_prefix(&self, prefix: &str) -> Vec<&'static str>;
    fn by_target_prefix(&self, prefix: &str) -> Option<&'static str>;
    fn model(&self, id: &str) -> Option<&'static Model>;

    fn has_operation(&self, id: &str, operation: &str) -> bool {
        self.model(id)
            .is_some_and(|m| m.operation(operation).is_some())
    }

    fn api_version(&self, id: &str) -> &'static str {
        self.model(id).map_or("", |m| m.metadata.api_version)
    }
}

/// The models inside this binary.
pub struct Models;

impl Catalogue for Models {
    fn by_signing_name(&self, name: &str) -> Vec<&'static str> {
        let entries = haneul_model::by_signing_name(name);
        entries.iter().map(|e| e.id).collect()
    }

    fn by_endpoint_prefix(&self, prefix: &str) -> Vec<&'static str> {
        let entries = haneul_model::by_endpoint_prefix(prefix);
        entries.iter().map(|e| e.id).collect()
    }

    fn by_target_prefix(&self, prefix: &str) -> Option<&'static str> {
        haneul_model::by_target_prefix(prefix).first().map(|e| e.id)
    }

    fn model(&self, id: &str) -> Option<&'static Model> {
        haneul_model::model(id)
    }

    fn has_operation(&self, id: &str, operation: &str) -> bool {
        haneul_model::by_id(id).is_some_and(|e| e.has_operation(operation))
    }

    fn api_version(&self, id: &str) -> &'static str {
        haneul_model::by_id(id).map_or("", |e| e.api_version)
    }
}
