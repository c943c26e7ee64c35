//! The log of a sandbox: a stream in the function's group, written as its role like by anybody else.
//! A role that may not write has no logs, and nobody is told.

use haneul_pipeline::{AwsError, Caller, Cloud, Invocation, invoke};
use haneul_runtime::host;
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};

/// Batches that wait for the writer; who writes more waits as well.
const WAITING: usize = 4;

/// Lines of one call; CloudWatch Logs counts some bytes for each beside its own.
const EVENTS: usize = 5_000;

/// How long what comes soon after other lines may wait for more, of the host's time: who is called
/// often has one call for several runs.
const LINGER: Duration = Duration::from_millis(50);
/// Lines that are written at once all the same.
const ENOUGH: usize = 500;

/// Batches of all sandboxes that are not written yet, and how many wait until they are.
pub struct Unwritten {
    batches: watch::Sender<usize>,
    hurried: watch::Sender<usize>,
}

impl Default for Unwritten {
    fn default() -> Self {
        Self {
            batches: watch::Sender::new(0),
            hurried: watch::Sender::new(0),
        }
    }
}

impl Unwritten {
    fn add(&self) {
        self.batches.send_modify(|n| *n += 1);
    }

    fn less(&self, written: usize) {
        self.batches.send_modify(|n| *n -= written);
    }

    /// When the time is over, or somebody waits.
    async fn linger(&self, time: Duration) {
        let mut hurried = self.hurried.subscribe();
        // The sender is here.
        _ = host::within(time, hurried.wait_for(|n| *n > 0)).await;
    }
}

/// Somebody waits.
struct Hurry(Arc<Unwritten>);

impl Hurry {
    fn of(unwritten: Arc<Unwritten>) -> Hurry {
        unwritten.hurried.send_modify(|n| *n += 1);
        Hurry(unwritten)
    }
}

impl Drop for Hurry {
    fn drop(&mut self) {
        self.0.hurried.send_modify(|n| *n -= 1);
    }
}

pub struct Log {
    batches: mpsc::Sender<Vec<(i64, String)>>,
    unwritten: Arc<Unwritten>,
}

/// Where to, and as whom.
pub struct Place {
    pub group: String,
    pub stream: String,
    pub caller: Caller,
    pub account: String,
    pub region: String,
}

pub fn iso(micros: i64) -> String {
    let time = Timestamp::from_microsecond(micros).unwrap_or_default();
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

impl Log {
    pub fn open(cloud: &Cloud, place: Place) -> Log {
        let (batches, waiting) = mpsc::channel(WAITING);
        let unwritten = cloud.locals.get::<Unwritten>();
        tokio::spawn(keep(cloud.clone(), place, waiting, unwritten.clone()));
        Log { batches, unwritten }
    }

    /// Something more will be written; as long as this is held, not all is.
    pub fn hold(&self) -> Held {
        Held::of(self.unwritten.clone())
    }

    pub async fn write(&self, batch: Vec<(i64, String)>) {
        self.unwritten.add();
        if self.batches.send(batch).await.is_err() {
            self.unwritten.less(1);
        }
    }
}

pub struct Held(Arc<Unwritten>);

impl Held {
    fn of(unwritten: Arc<Unwritten>) -> Held {
        unwritten.add();
        Held(unwritten)
    }
}

/// Something will run.
pub fn hold(cloud: &Cloud) -> Held {
    Held::of(cloud.locals.get::<Unwritten>())
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.less(1);
    }
}

/// Returns when all that was written so far lies in its log, or has nowhere to go.
pub async fn all_written(cloud: Cloud) -> Result<(), AwsError> {
    let unwritten = cloud.locals.get::<Unwritten>();
    let hurry = Hurry::of(unwritten);
    // The sender is among the cloud's own.
    _ = hurry.0.batches.subscribe().wait_for(|n| *n == 0).await;
    Ok(())
}

async fn keep(
    cloud: Cloud,
    place: Place,
    mut waiting: mpsc::Receiver<Vec<(i64, String)>>,
    unwritten: Arc<Unwritten>,
) {
    let mut is_made = false;
    let mut last: Option<Instant> = None;
    while let Some(mut batch) = waiting.recv().await {
        let mut batches = 1;
        let since = last.map(|last| host::instant().duration_since(last));
        if let Some(rest) = since.and_then(|since| LINGER.checked_sub(since)) {
            let linger = unwritten.linger(rest);
            tokio::pin!(linger);
            while batch.len() < ENOUGH {
                tokio::select! {
                    biased;
                    Some(more) = waiting.recv() => {
                        batch.extend(more);
                        batches += 1;
                    }
                    () = &mut linger => break,
                }
            }
        }
        last = Some(host::instant());
        if cloud.has("logs", "PutLogEvents") {
            let written = write(&cloud, &place, &mut is_made, batch).await;
            if let Err(error) = written {
                tracing::debug!("{} is not logged: {error}", place.group);
            }
        }
        unwritten.less(batches);
    }
}

async fn write(
    cloud: &Cloud,
    place: &Place,
    is_made: &mut bool,
    batch: Vec<(i64, String)>,
) -> Result<(), AwsError> {
    if !*is_made {
        make(cloud, place).await?;
        *is_made = true;
    }
    for part in batch.chunks(EVENTS) {
        let event = |(at, line): &(i64, String)| json!({"timestamp": at / 1_000, "message": line});
        let events: Vec<Json> = part.iter().map(event).collect();
        let input = json!({
            "logGroupName": place.group, "logStreamName": place.stream, "logEvents": events,
        });
        ask(cloud, place, "PutLogEvents", input).await?;
    }
    Ok(())
}

/// The group may be there; a role that may not make groups can use those that are.
async fn make(cloud: &Cloud, place: &Place) -> Result<(), AwsError> {
    let stream = json!({"logGroupName": place.group, "logStreamName": place.stream});
    let first = ask(cloud, place, "CreateLogStream", stream.clone()).await;
    match first {
        Err(error) if error.code == "ResourceNotFoundException" => {
            let group = json!({"logGroupName": place.group});
            match ask(cloud, place, "CreateLogGroup", group).await {
                Err(error) if error.code != "ResourceAlreadyExistsException" => Err(error),
                _ => ask(cloud, place, "CreateLogStream", stream).await,
            }
        }
        Err(error) if error.code == "ResourceAlreadyExistsException" => Ok(()),
        other => other,
    }
}

async fn ask(cloud: &Cloud, place: &Place, operation: &str, input: Json) -> Result<(), AwsError> {
    let invocation = Invocation {
        caller: place.caller.clone(),
        account: place.account.clone(),
        region: place.region.clone(),
        service: "logs",
        operation,
        input,
        body: None,
        delivers: None,
    };
    invoke(cloud, invocation).await.map(|_| ())
}
