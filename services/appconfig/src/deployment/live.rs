//! What the clients of an environment see of a profile, and the content of the deployments that they
//! may see.

use super::row::{DEPLOYMENTS, Deployment};
use crate::content::Content;
use crate::limits;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// By application, environment and profile.
static LIVE: Table<(String, String, String), Live> = Table::new("appconfig_live");

/// By application, environment and number of the deployment.
static CONTENTS: Table<(String, String, i64), Content> =
    Table::new("appconfig_deployed_content").sealed();

/// Numbers of deployments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Live {
    pub current: Option<i64>,
    /// What comes back if that is reverted.
    pub previous: Option<i64>,
    /// The one that is under way.
    pub coming: Option<i64>,
}

impl Stored for Live {
    const VERSION: u32 = 1;
}

pub fn live(cx: &mut Cx, place: (&str, &str, &str)) -> Result<Live, AwsError> {
    Ok(LIVE.get(cx.tx, cx.scope(), &place)?.unwrap_or_default())
}

fn of(cx: &mut Cx, deployment: &Deployment) -> Result<Live, AwsError> {
    let (application, environment, _) = deployment.place();
    live(cx, (application, environment, &deployment.profile))
}

fn put(cx: &mut Cx, deployment: &Deployment, live: &Live) -> Result<(), AwsError> {
    let (application, environment, _) = deployment.place();
    let key = (application, environment, deployment.profile.as_str());
    Ok(LIVE.put(cx.tx, cx.scope(), &key, live)?)
}

fn forget(cx: &mut Cx, deployment: &Deployment, number: Option<i64>) -> Result<(), AwsError> {
    if let Some(number) = number {
        let (application, environment, _) = deployment.place();
        CONTENTS.delete(cx.tx, cx.scope(), &(application, environment, number))?;
    }
    Ok(())
}

pub fn content(cx: &mut Cx, deployment: &Deployment) -> Result<Content, AwsError> {
    let found = CONTENTS.get(cx.tx, cx.scope(), &deployment.place())?;
    found.ok_or_else(|| AwsError::internal("a deployment without its content"))
}

/// A deployment begins.
pub fn begin(cx: &mut Cx, deployment: &Deployment, content: &Content) -> Result<(), AwsError> {
    CONTENTS.put(cx.tx, cx.scope(), &deployment.place(), content)?;
    let mut live = of(cx, deployment)?;
    live.coming = Some(deployment.number);
    put(cx, deployment, &live)
}

/// It is everybody's: of those before only the last is kept.
pub fn complete(cx: &mut Cx, deployment: &Deployment) -> Result<(), AwsError> {
    let before = of(cx, deployment)?;
    forget(cx, deployment, before.previous)?;
    let live = Live {
        current: Some(deployment.number),
        previous: before.current,
        coming: None,
    };
    put(cx, deployment, &live)
}

/// It goes no further, and is seen by nobody.
pub fn stop(cx: &mut Cx, deployment: &Deployment) -> Result<(), AwsError> {
    let mut live = of(cx, deployment)?;
    live.coming = None;
    forget(cx, deployment, Some(deployment.number))?;
    put(cx, deployment, &live)
}

/// Back to the one before, if it is the current one: whether it was.
pub fn revert(cx: &mut Cx, deployment: &Deployment) -> Result<bool, AwsError> {
    let live = of(cx, deployment)?;
    if live.current != Some(deployment.number) || live.coming.is_some() {
        return Ok(false);
    }
    let back = Live {
        current: live.previous,
        ..Live::default()
    };
    forget(cx, deployment, live.current)?;
    put(cx, deployment, &back)?;
    Ok(true)
}

/// Takes away rows of an environment that is gone: whether there are more.
pub fn remove_some(cx: &mut Cx, application: &str, environment: &str) -> Result<bool, AwsError> {
    let most = limits::SWEPT;
    let home = (application, environment);
    let deployments = DEPLOYMENTS.keys(cx.tx, cx.scope(), Span::prefix(&home), most, false)?;
    for key in &deployments {
        DEPLOYMENTS.delete(cx.tx, cx.scope(), key)?;
        CONTENTS.delete(cx.tx, cx.scope(), key)?;
    }
    let lives = LIVE.keys(cx.tx, cx.scope(), Span::prefix(&home), most, false)?;
    for key in &lives {
        LIVE.delete(cx.tx, cx.scope(), key)?;
    }
    Ok(deployments.len() == most || lives.len() == most)
}
