//! Functions and their versions, as they are kept.

use crate::code::Code;
use crate::names::{LATEST, Named};
use crate::{alias, errors};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

/// By name. Variables are nobody else's business.
pub static FUNCTIONS: Table<String, Function> = Table::new("lambda_function").sealed();
/// Published versions, by function and number.
pub static VERSIONS: Table<(String, u64), Version> = Table::new("lambda_version").sealed();
/// The last number of a function's name, whatever became of the function: none comes again.
static NUMBERS: Table<String, Number> = Table::new("lambda_number");

/// Times are microseconds of the cloud's clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Function {
    /// Another for each function, also of the same name.
    pub id: u64,
    pub name: String,
    pub tags: Vec<(String, String)>,
    pub latest: Version,
    pub reserved: Option<i64>,
    /// Allow, or Terminate.
    pub recursion: String,
    pub signing: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// 0 is what can still be changed.
    pub number: u64,
    pub config: Config,
    pub code: Code,
    pub description: String,
    pub revision: String,
    pub modified: i64,
    /// Being made, or changed, until then.
    pub settles: i64,
    /// It was made before it was changed.
    pub changed: bool,
}

/// What a version does; two that are alike in it are the same version.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Config {
    pub runtime: String,
    pub handler: String,
    pub role: String,
    pub timeout: i64,
    pub memory: i64,
    pub storage: i64,
    pub architecture: String,
    pub environment: Option<Vec<(String, String)>>,
    pub layers: Vec<LayerUse>,
    /// Active, or PassThrough.
    pub tracing: String,
    pub dead_letter: Option<String>,
    pub logging: Logging,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LayerUse {
    pub arn: String,
    pub code: Code,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Logging {
    /// Text, or JSON.
    pub format: String,
    pub application: Option<String>,
    pub system: Option<String>,
    /// The function's own, unless one is said.
    pub group: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Number {
    last: u64,
}

impl Stored for Function {
    const VERSION: u32 = 1;
}

impl Stored for Version {
    const VERSION: u32 = 1;
}

impl Stored for Number {
    const VERSION: u32 = 1;
}

impl Version {
    pub fn shown_number(&self) -> String {
        match self.number {
            0 => LATEST.to_owned(),
            number => number.to_string(),
        }
    }

    /// The packages it needs.
    pub fn blobs(&self) -> impl Iterator<Item = &str> {
        let layers = self
            .config
            .layers
            .iter()
            .map(|layer| layer.code.blob.as_str());
        std::iter::once(self.code.blob.as_str()).chain(layers)
    }

    pub fn is_settling(&self, now: i64) -> bool {
        now < self.settles
    }

    /// It cannot run yet.
    pub fn is_pending(&self, now: i64) -> bool {
        self.is_settling(now) && !self.changed
    }
}

/// What a name with its qualifier leads to.
pub struct Found {
    pub function: Function,
    pub version: Version,
    /// As it was asked for.
    pub named: Named,
}

pub fn find(cx: &mut Cx, named: &Named) -> Result<Option<Function>, AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    let known = cx.known(&FUNCTIONS, scope, &named.name)?;
    Ok(known.map(|function| Function::clone(&function)))
}

pub fn open(cx: &mut Cx, named: &Named) -> Result<Function, AwsError> {
    find(cx, named)?.ok_or_else(|| errors::no_function(&named.arn(cx)))
}

/// One of its versions, which an alias may name as well.
pub fn version(cx: &mut Cx, named: &Named) -> Result<Found, AwsError> {
    let function = open(cx, named)?;
    version_of(cx, named, function)
}

/// The same of a function that was read already.
pub fn version_of(cx: &mut Cx, named: &Named, function: Function) -> Result<Found, AwsError> {
    if named.is_latest() {
        return Ok(Found {
            version: function.latest.clone(),
            function,
            named: named.clone(),
        });
    }
    let number = match named.number() {
        Some(number) => number,
        None => match alias::find(cx, named)? {
            Some(alias) => alias.version,
            None => return Err(errors::no_function(&named.arn(cx))),
        },
    };
    let version = numbered(cx, named, &function, number)?;
    let version = version.ok_or_else(|| errors::no_function(&named.arn(cx)))?;
    Ok(Found {
        version,
        function,
        named: named.clone(),
    })
}

pub fn numbered(
    cx: &mut Cx,
    named: &Named,
    function: &Function,
    number: u64,
) -> Result<Option<Version>, AwsError> {
    if number == 0 {
        return Ok(Some(function.latest.clone()));
    }
    let scope = cx.scope_of(&named.account, cx.region());
    Ok(VERSIONS.get(cx.tx, scope, &(named.name.clone(), number))?)
}

pub fn save(cx: &mut Cx, named: &Named, function: &Function) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    Ok(FUNCTIONS.put(cx.tx, scope, &named.name, function)?)
}

/// A function that may be changed now, by whoever knows its last change.
pub fn settled(cx: &mut Cx, named: &Named, revision: Option<&str>) -> Result<Function, AwsError> {
    let function = open(cx, named)?;
    if function.latest.is_settling(cx.now().as_microsecond()) {
        return Err(errors::updating(&named.bare(cx)));
    }
    match revision {
        Some(revision) if revision != function.latest.revision => {
            Err(errors::precondition("GetFunction/GetAlias"))
        }
        _ => Ok(function),
    }
}

/// The next number of a name.
pub fn next_number(cx: &mut Cx, named: &Named) -> Result<u64, AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    let last = NUMBERS.get(cx.tx, scope, &named.name)?;
    let last = last.map_or(0, |number| number.last) + 1;
    NUMBERS.put(cx.tx, scope, &named.name, &Number { last })?;
    Ok(last)
}
