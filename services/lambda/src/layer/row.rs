//! Versions of layers, as they are kept, and the ways to them.

use crate::code::Code;
use crate::errors;
use crate::function::row::LayerUse;
use haneul_pipeline::{Arn, AwsError, Check, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

/// By layer and number.
pub static LAYERS: Table<(String, u64), Layer> = Table::new("lambda_layer");
/// The last number of each layer that ever was.
pub static NAMES: Table<String, Latest> = Table::new("lambda_layer_name");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    pub name: String,
    pub number: u64,
    pub code: Code,
    pub description: Option<String>,
    pub architectures: Vec<String>,
    pub runtimes: Vec<String>,
    pub license: Option<String>,
    pub created: i64,
    /// Of its policy, by their ids, as JSON.
    pub statements: Vec<(String, String)>,
    pub revision: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Latest {
    pub last: u64,
}

impl Stored for Layer {
    const VERSION: u32 = 1;
}

impl Stored for Latest {
    const VERSION: u32 = 1;
}

/// A layer, by its name or its ARN; with the number, where the ARN says one.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerNamed {
    pub account: String,
    pub name: String,
    pub number: Option<u64>,
}

impl LayerNamed {
    pub fn read(cx: &Cx, said: &str) -> Result<LayerNamed, AwsError> {
        let Some(arn) = Arn::read(said) else {
            return Ok(LayerNamed {
                account: cx.account().to_owned(),
                name: said.to_owned(),
                number: None,
            });
        };
        if arn.region != cx.region() {
            return Err(errors::invalid(format!(
                "Layer version {said} is not in Region {}.",
                cx.region()
            )));
        }
        let mut parts = arn.resource.split(':').skip(1);
        Ok(LayerNamed {
            name: parts.next().unwrap_or_default().to_owned(),
            number: parts.next().and_then(|number| number.parse().ok()),
            account: arn.account.to_owned(),
        })
    }

    pub fn arn(&self, cx: &Cx) -> String {
        let (partition, region) = (cx.partition(), cx.region());
        format!(
            "arn:{partition}:lambda:{region}:{}:layer:{}",
            self.account, self.name
        )
    }

    pub fn version_arn(&self, cx: &Cx, number: u64) -> String {
        format!("{}:{number}", self.arn(cx))
    }
}

pub fn find(cx: &mut Cx, named: &LayerNamed, number: u64) -> Result<Option<Layer>, AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    Ok(LAYERS.get(cx.tx, scope, &(named.name.clone(), number))?)
}

pub fn open(cx: &mut Cx, named: &LayerNamed, number: i64) -> Result<Layer, AwsError> {
    let number = u64::try_from(number).ok().filter(|number| *number > 0);
    let number = number.ok_or_else(|| errors::invalid("Layer Version Cannot be less than 1."))?;
    find(cx, named, number)?.ok_or_else(|| {
        let arn = named.version_arn(cx, number);
        errors::not_found(format!("Layer version {arn} does not exist."))
    })
}

pub fn save(cx: &mut Cx, named: &LayerNamed, layer: &Layer) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    Ok(LAYERS.put(cx.tx, scope, &(named.name.clone(), layer.number), layer)?)
}

/// For a function, whoever makes it must be allowed to read the layer.
pub fn used(cx: &mut Cx, arn: &str) -> Result<LayerUse, AwsError> {
    let named = LayerNamed::read(cx, arn)?;
    let number = named.number.unwrap_or_default();
    let layer = find(cx, &named, number)?;
    let check = Check::new(arn)
        .action("lambda:GetLayerVersion")
        .owner(named.account.clone())
        .policy(layer.as_ref().and_then(super::policy::text));
    if let Some(denial) = cx.ask(check)? {
        return Err(errors::denied(denial));
    }
    match layer {
        Some(layer) => Ok(LayerUse {
            arn: arn.to_owned(),
            code: layer.code,
        }),
        None => Err(errors::invalid(format!(
            "Layer version {arn} does not exist."
        ))),
    }
}
