//! Running calls that nobody waits for: with two more tries, after one minute and after two more,
//! until they are too old; and then telling whoever is to hear of it.

use super::queue::{self, GLOBAL, WAITING, Waiting};
use super::{destination, job};
use crate::event_config::{self, EventConfig};
use crate::measure;
use crate::run::{self, Ended, Job};
use futures_util::future::BoxFuture;
use haneul_pipeline::{AwsError, Call, Caller, Cloud, Cx, RequestInfo, Source};
use haneul_runtime::Mode;
use haneul_runtime::ids::{self, RequestId};
use haneul_runtime::outbox::Outgoing;
use haneul_store::{Span, Tx};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use serde_json::json;
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

pub const LATER: &str = "later";

/// Seconds before the second try, and before the third.
const PAUSES: [i64; 2] = [60, 120];
const RETRIES: i64 = 2;
/// Seconds.
const AGE: i64 = 21_600;
/// Two to the power of this many seconds is the longest pause where there is no room.
const DOUBLINGS: u32 = 8;
/// Rows that are looked at together.
const BATCH: usize = 100;

/// Calls that run in this process, and its name.
#[derive(Default)]
struct Here {
    name: OnceLock<String>,
    running: Mutex<HashSet<String>>,
}

impl Here {
    fn name(&self, cloud: &Cloud) -> String {
        self.name.get_or_init(|| ids::uuid(&cloud.random)).clone()
    }
}

pub fn later(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    Box::pin(async move {
        let id = call.input["id"].as_str().unwrap_or_default().to_owned();
        let Some(waiting) = claim(&cloud, &call, &id).await? else {
            return Ok(());
        };
        let work = {
            let (cloud, call, id) = (cloud.clone(), call.clone(), id.clone());
            async move {
                let outcome = attend(&cloud, &call, &id, waiting).await;
                cloud.locals.get::<Here>().running.lock().remove(&id);
                outcome
            }
        };
        // Who stands still or is moved waits for what comes of it; else it is not the outbox's time.
        if cloud.clock.mode() == Mode::Frozen {
            return work.await;
        }
        tokio::spawn(async move {
            if let Err(error) = work.await {
                tracing::warn!("what came of a call is not written down: {error}");
            }
        });
        Ok(())
    })
}

/// Takes the call up, unless somebody has it. Whoever does not come back is followed by another.
async fn claim(cloud: &Cloud, errand: &Outgoing, id: &str) -> Result<Option<Waiting>, AwsError> {
    let here = cloud.locals.get::<Here>();
    let name = here.name(cloud);
    if !here.running.lock().insert(id.to_owned()) {
        return Ok(None);
    }
    let call = as_itself(cloud, errand);
    let claimed = cloud.store.transact(|tx| {
        let mut cx = Cx::new(tx, &call, cloud);
        let Some(mut waiting) = WAITING.get(cx.tx, GLOBAL, id)? else {
            return Ok(None);
        };
        let now = cx.now();
        let alone = cloud.leases.is_alone();
        let held = |(runner, until): &(String, i64)| {
            *runner != name && !alone && *until > now.as_microsecond()
        };
        if waiting.runner.as_ref().is_some_and(held) {
            return Ok(None);
        }
        // As long as a run can take, and then some.
        let until = now + SignedDuration::from_secs(crate::limits::TIMEOUT + 60);
        waiting.runner = Some((name.clone(), until.as_microsecond()));
        WAITING.put(cx.tx, GLOBAL, id, &waiting)?;
        queue::appoint(&mut cx, id, &waiting, until)?;
        Ok::<_, AwsError>(Some(waiting))
    });
    let claimed = claimed.await;
    if !matches!(claimed, Ok(Some(_))) {
        here.running.lock().remove(id);
    }
    claimed
}

async fn attend(
    cloud: &Cloud,
    errand: &Outgoing,
    id: &str,
    waiting: Waiting,
) -> Result<(), AwsError> {
    let call = as_itself(cloud, errand);
    let begun = cloud.store.read(|tx| {
        let mut cx = Cx::new(tx, &call, cloud);
        let named = waiting.named();
        let config = event_config::of_call(&mut cx, &named)?;
        let target = job::target(&mut cx, &named);
        let begun = target.and_then(|target| {
            let permit = job::enter(&mut cx, cloud, &target, waiting.trace.as_deref())?;
            Ok((target, permit))
        });
        Ok::<_, AwsError>((config, begun))
    })?;
    let (config, begun) = begun;
    let ended = match begun {
        Ok((target, permit)) => {
            measure::tried(cloud, waiting.measured(), waiting.came);
            let number = target.version.shown_number();
            let dead = target.version.config.dead_letter.clone();
            let role = target.version.config.role.clone();
            let job = Job {
                target,
                id: id.to_owned(),
                payload: waiting.payload(),
                client_context: waiting.context.clone(),
                trace: waiting.trace.clone(),
                pieces: None,
                permit,
            };
            let ended = run::run(cloud, job).await;
            ended.map(|ended| (ended, number, dead, role))
        }
        Err(error) => Err(error),
    };
    let outcome = match ended {
        Ok((ended, number, dead, role)) => Outcome::Ended {
            ended,
            number,
            dead,
            role,
        },
        // There is no such function any more: nobody is left to hear of it.
        Err(error) if error.code == "ResourceNotFoundException" => Outcome::Gone,
        Err(error) => Outcome::Refused(error),
    };
    let call = as_itself(cloud, errand);
    let settle = |tx: &mut Tx| {
        let mut cx = Cx::new(tx, &call, cloud);
        settle(&mut cx, id, &waiting, &config, &outcome)
    };
    cloud.store.transact(settle).await
}

enum Outcome {
    Ended {
        ended: Ended,
        number: String,
        dead: Option<String>,
        role: String,
    },
    /// There was no room, or something of ours failed.
    Refused(AwsError),
    Gone,
}

/// What is told of a call, and to whom.
pub struct Told<'a> {
    pub id: &'a str,
    pub waiting: &'a Waiting,
    pub ended: &'a Ended,
    pub number: &'a str,
    pub role: &'a str,
    /// Success, RetriesExhausted or EventAgeExceeded.
    pub condition: &'static str,
    pub tries: i64,
    /// It goes to the place for dead letters.
    pub is_dead: bool,
}

fn settle(
    cx: &mut Cx,
    id: &str,
    waiting: &Waiting,
    config: &EventConfig,
    outcome: &Outcome,
) -> Result<(), AwsError> {
    // Another one may have come first.
    if WAITING.get(cx.tx, GLOBAL, id)?.is_none() {
        return Ok(());
    }
    let now = cx.now();
    let age = config.age.unwrap_or(AGE);
    let over = Timestamp::from_microsecond(waiting.came).unwrap_or_default()
        + SignedDuration::from_secs(age);
    let mut waiting = waiting.clone();
    waiting.runner = None;
    match outcome {
        Outcome::Gone => _ = WAITING.delete(cx.tx, GLOBAL, id)?,
        Outcome::Refused(error) => {
            waiting.refusals = waiting.refusals.saturating_add(1);
            let pause = 1 << waiting.refusals.min(DOUBLINGS);
            let next = now + SignedDuration::from_secs(pause);
            // A loop is a loop at the next try, too.
            let is_loop = error.code == "RecursiveInvocationException";
            if next > over || is_loop {
                let of = waiting.measured();
                measure::count(cx.cloud, of, &[(&measure::ASYNC_DROPPED, 1.0)]);
                tracing::warn!("call {id} of {} is given up: {error}", waiting.function);
                WAITING.delete(cx.tx, GLOBAL, id)?;
                let condition = match is_loop {
                    true => "RetriesExhausted",
                    false => "EventAgeExceeded",
                };
                return destination::given_up(cx, id, &waiting, config, (condition, error));
            }
            WAITING.put(cx.tx, GLOBAL, id, &waiting)?;
            queue::appoint(cx, id, &waiting, next)?;
        }
        Outcome::Ended {
            ended,
            number,
            dead,
            role,
        } => {
            let failed = ended.error.is_some();
            let retries = config.retries.unwrap_or(RETRIES);
            let pause = PAUSES.get(waiting.failures as usize).copied();
            waiting.failures += i64::from(failed);
            let next = pause.map(|pause| now + SignedDuration::from_secs(pause));
            let again = next.filter(|_| failed && waiting.failures <= retries);
            let condition = match again {
                Some(next) if next <= over => {
                    WAITING.put(cx.tx, GLOBAL, id, &waiting)?;
                    return queue::appoint(cx, id, &waiting, next);
                }
                Some(_) => "EventAgeExceeded",
                None if failed => "RetriesExhausted",
                None => "Success",
            };
            WAITING.delete(cx.tx, GLOBAL, id)?;
            let told = Told {
                id,
                waiting: &waiting,
                ended,
                number,
                role,
                condition,
                tries: waiting.failures + i64::from(!failed),
                is_dead: false,
            };
            let to = match failed {
                true => &config.on_failure,
                false => &config.on_success,
            };
            if let Some(to) = to {
                destination::tell(cx, &told, to)?;
            }
            if failed {
                let of = waiting.measured();
                measure::count(cx.cloud, of, &[(&measure::ASYNC_DROPPED, 1.0)]);
            }
            if let Some(dead) = dead.as_ref().filter(|_| failed) {
                destination::bury(cx, &told, dead)?;
            }
        }
    }
    Ok(())
}

/// After a start: calls that ran in a process that is no more.
pub async fn take_up(cloud: &Cloud) -> Result<(), AwsError> {
    if !cloud.leases.is_alone() {
        return Ok(());
    }
    let here = cloud.locals.get::<Here>();
    let name = here.name(cloud);
    let mut after: Option<String> = None;
    loop {
        let span = || match &after {
            Some(after) => Span::all().after(after.as_str()),
            None => Span::all(),
        };
        let look =
            |tx: &mut Tx| Ok::<_, AwsError>(WAITING.scan(tx, GLOBAL, span(), BATCH, false)?);
        let rows = cloud.store.read(look)?;
        let Some((last, _)) = rows.last() else {
            return Ok(());
        };
        after = Some(last.clone());
        for (id, waiting) in rows {
            let lost = waiting
                .runner
                .as_ref()
                .is_some_and(|(runner, _)| *runner != name);
            if lost {
                revive(cloud, &id).await?;
            }
        }
    }
}

async fn revive(cloud: &Cloud, id: &str) -> Result<(), AwsError> {
    let store = &cloud.store;
    let change = |tx: &mut Tx| {
        let Some(mut waiting) = WAITING.get(tx, GLOBAL, id)? else {
            return Ok(());
        };
        waiting.runner = None;
        WAITING.put(tx, GLOBAL, id, &waiting)?;
        let call = of_row(cloud, &waiting);
        let mut cx = Cx::new(tx, &call, cloud);
        let now = cx.now();
        queue::appoint(&mut cx, id, &waiting, now)
    };
    store.transact(change).await
}

fn of_row(cloud: &Cloud, waiting: &Waiting) -> Call {
    let place = (&waiting.partition, &waiting.account, &waiting.region);
    call_of(cloud, place, json!(waiting.function).to_string())
}

/// Lambda itself, for the account.
fn as_itself(cloud: &Cloud, errand: &Outgoing) -> Call {
    let place = (&errand.partition, &errand.account, &errand.region);
    call_of(cloud, place, errand.source_arn.clone())
}

fn call_of(
    cloud: &Cloud,
    (partition, account, region): (&String, &String, &String),
    arn: String,
) -> Call {
    let now = cloud.clock.now();
    let source = Source {
        arn,
        account: account.clone(),
    };
    Call {
        id: RequestId::new(&cloud.random, now),
        caller: Arc::new(Caller::service(partition, crate::PRINCIPAL, source)),
        partition: partition.clone(),
        account: account.clone(),
        region: region.clone(),
        service: "lambda",
        operation: LATER,
        request: RequestInfo::default(),
        now,
        delivers: None,
    }
}
