//! The row of a version of an extension.

use crate::{association, errors, place, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// By id and version.
pub static EXTENSIONS: Table<(String, i64), Extension> = Table::new("appconfig_extension");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extension {
    pub id: String,
    pub version: i64,
    pub name: String,
    pub description: Option<String>,
    pub actions: Vec<(Point, Action)>,
    pub parameters: Vec<(String, Parameter)>,
    pub tags: Vec<(String, String)>,
}

/// When something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Point {
    PreCreate,
    PreStart,
    Start,
    Step,
    Baking,
    Complete,
    RolledBack,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Action {
    pub name: String,
    pub description: Option<String>,
    pub uri: String,
    pub role: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    pub description: Option<String>,
    pub required: bool,
    pub dynamic: bool,
}

impl Stored for Extension {
    const VERSION: u32 = 1;
}

const POINTS: [(Point, &str, &str, &str); 7] = [
    (
        Point::PreCreate,
        "PRE_CREATE_HOSTED_CONFIGURATION_VERSION",
        "PreCreateHostedConfigurationVersion",
        "Pre Create Hosted Configuration Version",
    ),
    (
        Point::PreStart,
        "PRE_START_DEPLOYMENT",
        "PreStartDeployment",
        "Pre Start Deployment",
    ),
    (
        Point::Start,
        "ON_DEPLOYMENT_START",
        "OnDeploymentStart",
        "On Deployment Start",
    ),
    (
        Point::Step,
        "ON_DEPLOYMENT_STEP",
        "OnDeploymentStep",
        "On Deployment Step",
    ),
    (
        Point::Baking,
        "ON_DEPLOYMENT_BAKING",
        "OnDeploymentBaking",
        "On Deployment Baking",
    ),
    (
        Point::Complete,
        "ON_DEPLOYMENT_COMPLETE",
        "OnDeploymentComplete",
        "On Deployment Complete",
    ),
    (
        Point::RolledBack,
        "ON_DEPLOYMENT_ROLLED_BACK",
        "OnDeploymentRolledBack",
        "On Deployment Rolled Back",
    ),
];

impl Point {
    pub fn read(name: &str) -> Option<Point> {
        let found = POINTS.iter().find(|(_, known, _, _)| *known == name);
        found.map(|(point, ..)| *point)
    }

    fn names(self) -> (&'static str, &'static str, &'static str) {
        let mut known = POINTS.iter();
        let found = known.find(|(point, ..)| *point == self);
        found.map_or(("", "", ""), |(_, name, kind, title)| (name, kind, title))
    }

    pub fn name(self) -> &'static str {
        self.names().0
    }

    /// As payloads say it.
    pub fn kind(self) -> &'static str {
        self.names().1
    }

    /// As events are titled.
    pub fn title(self) -> &'static str {
        self.names().2
    }

    /// Whether the answer is waited for.
    pub fn waits(self) -> bool {
        matches!(self, Point::PreCreate | Point::PreStart)
    }
}

impl Extension {
    pub fn shown(self, cx: &Cx) -> shapes::Extension {
        let arn = place::extension(cx, &self.id, self.version);
        let actions = self.actions.into_iter().map(|(point, action)| {
            let shown = shapes::Action {
                name: Some(action.name),
                description: action.description,
                uri: Some(action.uri),
                role_arn: action.role,
            };
            (point.name().to_owned(), vec![shown])
        });
        let parameters = self.parameters.into_iter().map(|(name, parameter)| {
            let shown = shapes::Parameter {
                description: parameter.description,
                required: Some(parameter.required),
                dynamic: Some(parameter.dynamic),
            };
            (name, shown)
        });
        let parameters: Vec<_> = parameters.collect();
        shapes::Extension {
            arn: Some(arn),
            id: Some(self.id),
            name: Some(self.name),
            version_number: Some(self.version),
            description: self.description,
            actions: Some(actions.collect()),
            parameters: Some(parameters).filter(|some| !some.is_empty()),
        }
    }
}

pub fn find(cx: &mut Cx, id: &str, version: i64) -> Result<Option<Extension>, AwsError> {
    Ok(EXTENSIONS.get(cx.tx, cx.scope(), &(id, version))?)
}

/// By id, name or ARN; the newest, unless a version is named.
pub fn open(cx: &mut Cx, given: &str, version: Option<i64>) -> Result<Extension, AwsError> {
    let missing = || errors::not_found("Extension", given);
    let home = cx.arn("appconfig", "extension/");
    let (given, version) = match given.strip_prefix(&home) {
        Some(rest) => match rest.split_once('/') {
            Some((id, named)) => (id, version.or(named.parse().ok())),
            None => (rest, version),
        },
        None => (given, version),
    };
    let newest = newest(cx, given)?;
    let newest = match newest {
        Some(newest) => newest,
        None => by_name(cx, given)?.ok_or_else(missing)?,
    };
    match version {
        Some(version) => find(cx, &newest.id, version)?.ok_or_else(missing),
        None => Ok(newest),
    }
}

pub fn newest(cx: &mut Cx, id: &str) -> Result<Option<Extension>, AwsError> {
    let mut rows = EXTENSIONS.scan(cx.tx, cx.scope(), Span::prefix(id), 1, true)?;
    Ok(rows.pop().map(|(_, extension)| extension))
}

/// The newest version of a name.
pub fn by_name(cx: &mut Cx, name: &str) -> Result<Option<Extension>, AwsError> {
    let rows = EXTENSIONS.scan(cx.tx, cx.scope(), Span::all(), usize::MAX, false)?;
    let mut newest_first = rows.into_iter().rev();
    let named = newest_first.find(|(_, found)| found.name == name);
    Ok(named.map(|(_, extension)| extension))
}

pub fn save(cx: &mut Cx, extension: &Extension) -> Result<(), AwsError> {
    let key = (extension.id.as_str(), extension.version);
    Ok(EXTENSIONS.put(cx.tx, cx.scope(), &key, extension)?)
}

/// Whether an association names it.
pub fn in_use(cx: &mut Cx, id: &str, version: i64) -> Result<bool, AwsError> {
    let all = association::all(cx)?;
    let mut all = all.iter();
    Ok(all.any(|found| found.extension == id && found.version == version))
}

/// What an action is told: values of an association, and what a deployment says for itself as
/// `extension#parameter`.
pub fn parameters(
    extension: &Extension,
    association: &[(String, String)],
    dynamic: &[(String, String)],
) -> serde_json::Map<String, serde_json::Value> {
    let mut told = serde_json::Map::new();
    for (name, value) in association {
        told.insert(name.clone(), value.clone().into());
    }
    for (key, value) in dynamic {
        let Some((who, name)) = key.split_once('#') else {
            continue;
        };
        let ours = who == extension.id || who == extension.name;
        let known = extension.parameters.iter();
        let known = known.filter(|(own, parameter)| own == name && parameter.dynamic);
        if ours && known.count() > 0 {
            told.insert(name.to_owned(), value.clone().into());
        }
    }
    told
}
