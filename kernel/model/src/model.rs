//! The model of one service.

use rustc_hash::FxHashMap;
use std::collections::HashMap;

/// One service at one API version.
#[derive(Debug)]
pub struct Model {
    /// The model's file name, e.g. `sqs`; unique over all models.
    pub id: &'static str,
    pub metadata: Metadata,
    pub operations: Vec<Operation>,
    pub shapes: Vec<Shape>,
    pub(crate) operation_index: FxHashMap<&'static str, usize>,
    pub(crate) shape_index: HashMap<&'static str, ShapeId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(pub u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    Json10,
    Json11,
    RestJson,
    RestXml,
    Query,
    Ec2,
    Cbor,
    /// JSON 1.1 written as CBOR, as the Java SDK speaks to Kinesis. No model lists it.
    AwsCbor,
}

#[derive(Clone, Debug, Default)]
pub struct Metadata {
    pub api_version: &'static str,
    pub service_id: &'static str,
    pub full_name: &'static str,
    pub endpoint_prefix: &'static str,
    /// The signing name; falls back to the endpoint prefix.
    pub signing_name: &'static str,
    pub signature_version: &'static str,
    /// Every protocol a client may speak, the preferred one first.
    pub protocols: Vec<Protocol>,
    /// `X-Amz-Target` is `<target_prefix>.<Operation>`.
    pub target_prefix: Option<&'static str>,
    pub xml_namespace: Option<&'static str>,
    pub global_endpoint: Option<&'static str>,
    /// Errors of a JSON or CBOR service carry `x-amzn-query-error`.
    pub query_compatible: bool,
    /// The service accepts unsigned requests for every operation.
    pub no_auth: bool,
}

#[derive(Debug, Default)]
pub struct Operation {
    pub name: &'static str,
    pub http: Http,
    pub input: Option<ShapeId>,
    pub output: Option<ShapeId>,
    /// Root element of a REST-XML request body, with its namespace.
    pub input_wrapper: Option<&'static str>,
    pub input_namespace: Option<&'static str>,
    /// `<Name>Result` of a query response.
    pub result_wrapper: Option<&'static str>,
    pub errors: Vec<ShapeId>,
    pub host_prefix: Option<&'static str>,
    pub readonly: bool,
    pub idempotent: bool,
    pub deprecated: bool,
    /// Callable without a signature.
    pub no_auth: bool,
    pub unsigned_payload: bool,
    /// The request must carry a checksum or `Content-MD5`.
    pub checksum_required: bool,
    pub pagination: Option<Pagination>,
}

#[derive(Clone, Debug, Default)]
pub struct Http {
    pub method: &'static str,
    /// With labels, e.g. `/{Bucket}/{Key+}?tagging`.
    pub uri: &'static str,
    /// Zero where the model says nothing.
    pub status: u16,
}

/// How a listing is paged; paths are JMESPath as botocore writes them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pagination {
    pub input_token: Vec<&'static str>,
    pub output_token: Vec<&'static str>,
    pub result_key: Vec<&'static str>,
    pub limit_key: Option<&'static str>,
    pub more_results: Option<&'static str>,
}

#[derive(Debug)]
pub struct Shape {
    pub name: &'static str,
    pub kind: Kind,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub pattern: Option<&'static str>,
    pub enumeration: Vec<&'static str>,
    pub timestamp_format: Option<TimestampFormat>,
    pub sensitive: bool,
    /// A blob or event stream that is not buffered.
    pub streaming: bool,
    pub error: Option<ErrorTraits>,
    pub xml_namespace: Option<(Option<&'static str>, &'static str)>,
    pub location_name: Option<&'static str>,
}

#[derive(Clone, Debug, Default)]
pub struct ErrorTraits {
    /// The code on the wire where it differs from the shape's name.
    pub code: Option<&'static str>,
    /// The code that query clients know, where the preferred protocol uses the shape's name
    /// (`QueueDoesNotExist` is `AWS.SimpleQueueService.NonExistentQueue`): the `<Code>` of a query
    /// response and the first half of `x-amzn-query-error`.
    pub query_code: Option<&'static str>,
    pub status: Option<u16>,
    pub sender_fault: bool,
    /// The server's fault: 500 where nothing else is said.
    pub fault: bool,
    pub retryable: bool,
}

#[derive(Debug)]
pub enum Kind {
    Structure {
        members: Vec<Member>,
        /// Name of the member that is the whole HTTP body.
        payload: Option<&'static str>,
        union: bool,
        eventstream: bool,
        event: bool,
        document: bool,
    },
    List {
        member: Box<Member>,
        flattened: bool,
        sparse: bool,
    },
    Map {
        key: Box<Member>,
        value: Box<Member>,
        flattened: bool,
        sparse: bool,
    },
    String,
    Blob,
    Boolean,
    Integer,
    Long,
    Float,
    Double,
    Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    EpochSeconds,
    Iso8601,
    HttpDate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    Uri,
    Header,
    /// A map of headers with a common prefix (`location_name`).
    Headers,
    QueryString,
    StatusCode,
}

/// A member of a structure, or the element, key or value of a collection (then `name` is empty).
#[derive(Debug)]
pub struct Member {
    pub name: &'static str,
    pub shape: ShapeId,
    pub required: bool,
    pub location: Option<Location>,
    /// The name in XML, query, header, URI and REST-JSON. RPC JSON and CBOR use `name` always.
    pub location_name: Option<&'static str>,
    /// EC2's name of a query parameter.
    pub query_name: Option<&'static str>,
    pub flattened: bool,
    pub xml_attribute: bool,
    pub xml_namespace: Option<(Option<&'static str>, &'static str)>,
    pub idempotency_token: bool,
    /// A JSON document in a (base64) header or string.
    pub json_value: bool,
    pub host_label: bool,
    pub event_payload: bool,
    pub streaming: bool,
    pub deprecated: bool,
    pub timestamp_format: Option<TimestampFormat>,
}

impl Model {
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operation_index.get(name).map(|i| &self.operations[*i])
    }

    pub fn shape(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.0 as usize]
    }

    pub fn shape_named(&self, name: &str) -> Option<&Shape> {
        self.shape_index.get(name).map(|id| self.shape(*id))
    }

    pub fn shape_id(&self, name: &str) -> Option<ShapeId> {
        self.shape_index.get(name).copied()
    }

    /// The error shape whose wire code is `code`.
    pub fn error(&self, code: &str) -> Option<&Shape> {
        self.shape_named(code)
            .filter(|s| s.error.is_some())
            .or_else(|| self.shapes.iter().find(|s| s.error_code() == Some(code)))
            .or_else(|| {
                self.shapes
                    .iter()
                    .find(|s| s.query_error_code() == Some(code))
            })
    }

    pub(crate) fn new(
        id: &'static str,
        metadata: Metadata,
        operations: Vec<Operation>,
        shapes: Vec<Shape>,
    ) -> Model {
        let operation_index = operations
            .iter()
            .enumerate()
            .map(|(i, o)| (o.name, i))
            .collect();
        let shape_index = shapes
            .iter()
            .enumerate()
            .map(|(i, s)| (s.name, ShapeId(i as u32)))
            .collect();
        Model {
            id,
            metadata,
            operations,
            shapes,
            operation_index,
            shape_index,
        }
    }
}

impl Shape {
    /// Members of a structure; empty for every other kind.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Structure { members, .. } => members,
            _ => &[],
        }
    }

    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members().iter().find(|m| m.name == name)
    }

    pub fn payload(&self) -> Option<&Member> {
        match &self.kind {
            Kind::Structure {
                payload: Some(name),
                ..
            } => self.member(name),
            _ => None,
        }
    }

    /// The code of an error shape as clients see it.
    pub fn error_code(&self) -> Option<&'static str> {
        self.error.as_ref().map(|e| e.code.unwrap_or(self.name))
    }

    /// The code of an error shape in a query response or `x-amzn-query-error`.
    pub fn query_error_code(&self) -> Option<&'static str> {
        self.error
            .as_ref()
            .map(|e| e.query_code.or(e.code).unwrap_or(self.name))
    }

    /// The HTTP status of an error shape.
    pub fn error_status(&self) -> u16 {
        match &self.error {
            Some(ErrorTraits {
                status: Some(status),
                ..
            }) => *status,
            Some(ErrorTraits { fault: true, .. }) => 500,
            _ => 400,
        }
    }
}
