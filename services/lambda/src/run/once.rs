//! One run in a sandbox: from the event to the answer, with all lines that AWS writes about it.

use super::api::{Broken, Event, Said};
use super::lines::Lines;
use super::log::iso;
use super::sandbox::{Deadline, Moment, Reason, Sandbox};
use super::target::Target;
use super::telemetry::Api;
use bytes::Bytes;
use haneul_compute::Exit;
use haneul_pipeline::{AwsError, Cloud};
use jiff::Timestamp;
use serde_json::json;
use std::time::Duration;
use tokio::sync::mpsc;

/// How long a sandbox may take until it waits for its first event.
const INIT: Duration = Duration::from_secs(10);
/// And where nobody waits for it.
const LONG_INIT: Duration = Duration::from_secs(900);

/// An answer that comes piece by piece.
#[derive(Debug)]
pub enum Piece {
    /// Its media type.
    Begin(Option<String>),
    Bytes(Bytes),
}

/// What came of a run.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    pub payload: Bytes,
    /// The type of the error.
    pub error: Option<String>,
    pub tail: Vec<u8>,
    /// In milliseconds, without what came before the first event.
    pub took: f64,
    /// The most it had of memory, in megabytes; 0 where the host does not count.
    pub memory: i64,
    /// The sandbox can run again.
    pub is_reusable: bool,
    /// Pieces of the answer have left already.
    pub has_begun: bool,
}

impl Ended {
    /// Why its sandbox ends, if it does.
    pub fn reason(&self) -> Reason {
        match self.error.as_deref() {
            Some("Sandbox.Timedout") => Reason::Timeout,
            _ => Reason::Failure,
        }
    }
}

pub struct Once<'a> {
    pub cloud: &'a Cloud,
    pub target: &'a Target,
    pub sandbox: &'a mut Sandbox,
    pub lines: Lines,
    pub id: String,
    /// Where the answer goes piece by piece, if it does.
    pub pieces: Option<mpsc::Sender<Piece>>,
    /// It has been told how the program was done with the event.
    pub is_told: bool,
}

/// How the program answered.
enum Answer {
    Done(Bytes),
    Failed(Broken),
    Exit(Exit),
    Over,
}

impl Once<'_> {
    /// Only until the program waits for its first event; whether it failed to.
    pub async fn warm(mut self) -> bool {
        let begun = self.cloud.clock.host_now();
        self.init_start();
        let failed = self.init(&mut self.after(LONG_INIT)).await;
        let took = millis(begun, self.cloud.clock.host_now());
        self.sandbox.drain(self.cloud, &mut self.lines);
        match &failed {
            Some(answer) => self.init_report("init", took, answer),
            None => self.init_done(took),
        }
        self.lines.hand_on(&self.sandbox.log).await;
        failed.is_some()
    }

    pub async fn run(mut self, mut event: Event) -> Result<Ended, AwsError> {
        let mut init = None;
        if !self.sandbox.is_ready {
            let begun = self.cloud.clock.host_now();
            self.init_start();
            let failed = self.init(&mut self.after(INIT)).await;
            let took = millis(begun, self.cloud.clock.host_now());
            match failed {
                Some(answer) => {
                    self.sandbox.drain(self.cloud, &mut self.lines);
                    self.init_report("init", took, &answer);
                    self.lines.hand_on(&self.sandbox.log).await;
                    self.sandbox.renew(self.cloud, self.target).await?;
                    self.lines.telemetry = self.sandbox.api.telemetry.clone();
                }
                None => {
                    self.init_done(took);
                    init = Some(took);
                }
            }
        }
        let begun = self.cloud.clock.host_now();
        let timeout = self.target.version.config.timeout;
        let timeout = Duration::from_secs(u64::try_from(timeout).unwrap_or(3));
        event.headers.push((
            "lambda-runtime-deadline-ms",
            deadline(self.cloud.clock.now(), timeout).to_string(),
        ));
        self.start();
        let mut over = self.after(timeout);
        if !self.sandbox.is_ready {
            // What failed is tried once more, as a part of the call and in its time.
            if let Some(answer) = self.init(&mut over).await {
                let took = millis(begun, self.cloud.clock.host_now());
                self.init_report("invoke", took, &answer);
                return Ok(self.conclude(answer, took, None, false).await);
            }
        }
        self.tell_extensions(&event);
        self.sandbox.give(event).await;
        let mut has_begun = false;
        let (mut answer, mut is_ready) = self.answer(&mut over, &mut has_begun).await;
        self.sandbox.api.done();
        if is_ready || matches!(answer, Answer::Failed(_)) {
            self.runtime_done(&answer, begun);
        }
        // The run ends when the program waits again, and extensions do.
        while !matches!(answer, Answer::Exit(_) | Answer::Over) {
            if is_ready && self.sandbox.api.extensions.are_ready() {
                break;
            }
            match self
                .sandbox
                .moment(self.cloud, &mut self.lines, &mut over)
                .await
            {
                Moment::Said(Said::Next) => {
                    is_ready = true;
                    self.runtime_done(&answer, begun);
                }
                Moment::Said(_) => {}
                Moment::Exit(_) => {
                    is_ready = false;
                    break;
                }
                Moment::Over => {
                    // Who has answered and goes on is stopped all the same.
                    is_ready = false;
                    answer = Answer::Over;
                }
            }
        }
        self.runtime_done(&answer, begun);
        let took = millis(begun, self.cloud.clock.host_now());
        let mut ended = self.conclude(answer, took, init, is_ready).await;
        ended.has_begun = has_begun;
        Ok(ended)
    }

    /// By the cloud's clock; never, where somebody debugs.
    fn after(&self, time: Duration) -> Deadline<'static> {
        if super::debug::port(self.cloud, self.target).is_some() {
            return Box::pin(std::future::pending());
        }
        let cloud = self.cloud.clone();
        Box::pin(async move { cloud.clock.wait(time).await })
    }

    /// Until the program waits for its first event; what it did instead.
    async fn init(&mut self, over: &mut Deadline<'_>) -> Option<Answer> {
        let mut broken = None;
        let mut waits = false;
        loop {
            match self.sandbox.moment(self.cloud, &mut self.lines, over).await {
                Moment::Said(Said::Next) => {
                    waits = true;
                    let kind = self.sandbox.kind();
                    let record = || json!({"initializationType": kind, "phase": "init", "status": "success"});
                    self.lines
                        .tell(self.now(), "platform.initRuntimeDone", record);
                }
                // It ends next, and this is why.
                Moment::Said(Said::InitError(said)) => broken = Some(said),
                Moment::Said(_) => {}
                Moment::Exit(exit) => {
                    return Some(broken.map_or(Answer::Exit(exit), Answer::Failed));
                }
                Moment::Over => return Some(broken.map_or(Answer::Over, Answer::Failed)),
            }
            if let Some(said) = broken.take() {
                return Some(Answer::Failed(said));
            }
            if waits && self.sandbox.api.extensions.are_ready() {
                self.sandbox.is_ready = true;
                if super::debug::port(self.cloud, self.target).is_none() {
                    self.sandbox
                        .share_processor(self.target.version.config.memory);
                }
                self.note_extensions();
                return None;
            }
        }
    }

    fn note_extensions(&mut self) {
        let now = self.now();
        self.note_subscriptions(now);
        for ready in self.sandbox.api.extensions.close() {
            let (name, hears) = (ready.name, ready.hears);
            let text = format!(
                "EXTENSION\tName: {name}\tState: Ready\tEvents: [{}]",
                hears.join(", ")
            );
            let record = || json!({"name": name, "state": "Ready", "events": hears});
            self.lines.own(now, text, "platform.extension", record);
        }
    }

    fn note_subscriptions(&mut self, now: i64) {
        for subscribed in self.sandbox.api.telemetry.subscribed() {
            let (kind, title) = match subscribed.api {
                Api::Telemetry => ("platform.telemetrySubscription", "TELEMETRY"),
                Api::Logs => ("platform.logsSubscription", "LOGS"),
            };
            let (name, types) = (subscribed.name, subscribed.types);
            let text = format!(
                "{title}\tName: {name}\tState: Subscribed\tTypes: [{}]",
                types.join(", ")
            );
            let types: Vec<String> = types.iter().map(|one| one.to_ascii_lowercase()).collect();
            let record = || json!({"name": name, "state": "Subscribed", "types": types});
            self.lines.own(now, text, kind, record);
        }
        self.sandbox.api.telemetry.close();
    }

    fn tell_extensions(&self, event: &Event) {
        let header = |name: &str| {
            let mut all = event.headers.iter();
            let found = all.find(|(known, _)| *known == name);
            found.map(|(_, value)| value.as_str()).unwrap_or_default()
        };
        let deadline: i64 = header("lambda-runtime-deadline-ms")
            .parse()
            .unwrap_or_default();
        let told = json!({
            "eventType": "INVOKE",
            "deadlineMs": deadline,
            "requestId": event.id,
            "invokedFunctionArn": header("lambda-runtime-invoked-function-arn"),
            "tracing": {
                "type": "X-Amzn-Trace-Id",
                "value": header("lambda-runtime-trace-id"),
            },
        });
        self.sandbox.api.extensions.tell("INVOKE", &told);
    }

    fn init_start(&mut self) {
        let now = self.now();
        let runtime = self.target.version.config.runtime.clone();
        let text = format!("INIT_START Runtime Version: {runtime}\tRuntime Version ARN: ");
        let (target, kind) = (self.target, self.sandbox.kind());
        let record = || {
            json!({"initializationType": kind, "phase": "init",
                "functionName": target.function.name,
                "functionVersion": target.version.shown_number(),
                "runtimeVersion": runtime})
        };
        self.lines.own(now, text, "platform.initStart", record);
    }

    /// What the program answers; whether it waits for the next event already.
    async fn answer(&mut self, over: &mut Deadline<'_>, has_begun: &mut bool) -> (Answer, bool) {
        let mut whole: Option<Vec<u8>> = None;
        loop {
            match self.sandbox.moment(self.cloud, &mut self.lines, over).await {
                Moment::Said(Said::Response(body)) => return (Answer::Done(body), false),
                Moment::Said(Said::Begin(kind)) => {
                    whole = Some(Vec::new());
                    *has_begun = self.tell(Piece::Begin(kind)).await;
                }
                Moment::Said(Said::Piece(bytes)) => {
                    if self.pieces.is_some() {
                        self.tell(Piece::Bytes(bytes)).await;
                    } else if let Some(whole) = &mut whole {
                        if whole.len() + bytes.len() > super::api::LARGEST {
                            return (Answer::Failed(too_large()), false);
                        }
                        whole.extend_from_slice(&bytes);
                    }
                }
                Moment::Said(Said::End(Some(broken))) => return (Answer::Failed(broken), false),
                Moment::Said(Said::End(None)) => {
                    return (Answer::Done(whole.unwrap_or_default().into()), false);
                }
                Moment::Said(Said::TooLarge) => return (Answer::Failed(too_large()), false),
                Moment::Said(Said::Error(broken) | Said::InitError(broken)) => {
                    return (Answer::Failed(broken), false);
                }
                Moment::Said(Said::ExtensionNext) => {}
                // It has the event, and asks for another without an answer.
                Moment::Said(Said::Next) => {
                    let said = Broken {
                        kind: "Runtime.NoResponse".to_owned(),
                        body: Bytes::new(),
                    };
                    return (Answer::Failed(said), true);
                }
                Moment::Exit(exit) => return (Answer::Exit(exit), false),
                Moment::Over => return (Answer::Over, false),
            }
        }
    }

    async fn tell(&self, piece: Piece) -> bool {
        match &self.pieces {
            Some(pieces) => pieces.send(piece).await.is_ok(),
            None => false,
        }
    }

    fn now(&self) -> i64 {
        self.cloud.clock.now().as_microsecond()
    }

    fn start(&mut self) {
        let (now, id) = (self.now(), &self.id);
        let version = self.target.version.shown_number();
        let text = format!("START RequestId: {id} Version: {version}");
        let record = || json!({"requestId": id, "version": version});
        self.lines.own(now, text, "platform.start", record);
    }

    /// The phase is `init`, or `invoke` for what was tried once more.
    fn init_report(&mut self, phase: &str, took: f64, answer: &Answer) {
        let now = self.now();
        let (status, kind) = match answer {
            Answer::Over => ("timeout", String::new()),
            Answer::Failed(broken) => ("error", format!("\tError Type: {}", broken.kind)),
            _ => ("error", "\tError Type: Runtime.ExitError".to_owned()),
        };
        let text = format!(
            "INIT_REPORT Init Duration: {took:.2} ms\tPhase: {phase}\tStatus: {status}{kind}"
        );
        let begun = self.sandbox.kind();
        let done = || json!({"initializationType": begun, "phase": phase, "status": status});
        self.lines.tell(now, "platform.initRuntimeDone", done);
        let record = || {
            let mut record = done();
            record["metrics"] = json!({"durationMs": took});
            record
        };
        self.lines.own(now, text, "platform.initReport", record);
    }

    /// One that went well is in no log but in the report of the call.
    fn init_done(&self, took: f64) {
        let record = || {
            json!({"initializationType": self.sandbox.kind(), "phase": "init", "status": "success",
                "metrics": {"durationMs": took}})
        };
        self.lines.tell(self.now(), "platform.initReport", record);
    }

    /// The program is done with the event; extensions need not be.
    fn runtime_done(&mut self, answer: &Answer, begun: Timestamp) {
        if std::mem::replace(&mut self.is_told, true) {
            return;
        }
        let took = millis(begun, self.cloud.clock.host_now());
        let record = || {
            let mut record = json!({"requestId": self.id, "metrics": {"durationMs": took}});
            record["status"] = json!(match answer {
                Answer::Done(body) => {
                    record["metrics"]["producedBytes"] = json!(body.len());
                    "success"
                }
                Answer::Failed(broken) => {
                    record["errorType"] = json!(broken.kind);
                    "error"
                }
                Answer::Exit(_) => "failure",
                Answer::Over => "timeout",
            });
            record
        };
        self.lines.tell(self.now(), "platform.runtimeDone", record);
    }

    async fn conclude(
        mut self,
        answer: Answer,
        took: f64,
        init: Option<f64>,
        is_ready: bool,
    ) -> Ended {
        self.sandbox.drain(self.cloud, &mut self.lines);
        if !is_ready {
            self.sandbox.end_program();
        }
        let now = self.now();
        let (payload, error) = self.judge(answer, now);
        let status = match error.as_deref() {
            None => String::new(),
            Some("Sandbox.Timedout") => "\tStatus: timeout".to_owned(),
            // An exception of the function is a success of the platform's.
            Some(kind) if kind.starts_with("Runtime.") => {
                format!("\tStatus: error\tError Type: {kind}")
            }
            Some(_) => String::new(),
        };
        let used = self.sandbox.memory();
        self.report(now, (took, init), used, &status);
        let tail = self.lines.tail();
        self.lines.hand_on(&self.sandbox.log).await;
        Ended {
            payload,
            error,
            tail,
            took,
            memory: i64::try_from(used).unwrap_or(i64::MAX),
            is_reusable: is_ready,
            has_begun: false,
        }
    }

    /// What the caller gets, and of which type the error is.
    fn judge(&mut self, answer: Answer, now: i64) -> (Bytes, Option<String>) {
        let id = self.id.clone();
        let (kind, what) = match answer {
            Answer::Done(body) => return (body, None),
            Answer::Failed(broken) => {
                let body = match broken.body.is_empty() {
                    true => own(
                        &broken.kind,
                        &format!("RequestId: {id} Error: {}", said(&broken)),
                    ),
                    false => broken.body,
                };
                return (body, Some(broken.kind));
            }
            Answer::Over => {
                let seconds = self.target.version.config.timeout;
                let what = format!("Task timed out after {seconds}.00 seconds");
                let line = format!("{} {id} {what}\n", iso(now));
                self.lines.own(now, line, "platform.fault", || json!(what));
                ("Sandbox.Timedout", what)
            }
            Answer::Exit(exit) => match exit {
                Exit::OutOfMemory => (
                    "Runtime.OutOfMemory",
                    "Runtime exited with error: signal: killed".to_owned(),
                ),
                Exit::Code(0) => (
                    "Runtime.ExitError",
                    "Runtime exited without providing a reason".to_owned(),
                ),
                Exit::Code(code) => (
                    "Runtime.ExitError",
                    format!("Runtime exited with error: exit status {code}"),
                ),
                Exit::Signal(signal) => (
                    "Runtime.ExitError",
                    format!("Runtime exited with error: signal: {}", signal_name(signal)),
                ),
                Exit::Killed => (
                    "Runtime.ExitError",
                    "Runtime exited with error: signal: killed".to_owned(),
                ),
            },
        };
        let message = format!("RequestId: {id} Error: {what}");
        if kind != "Sandbox.Timedout" {
            let line = format!("{message}\n{kind}");
            self.lines
                .own(now, line, "platform.fault", || json!(message));
        }
        (own(kind, &message), Some(kind.to_owned()))
    }

    fn report(&mut self, now: i64, (took, init): (f64, Option<f64>), used: u64, status: &str) {
        let id = self.id.clone();
        self.lines.own(
            now,
            format!("END RequestId: {id}"),
            "platform.end",
            || json!({"requestId": id}),
        );
        let billed = (took + init.unwrap_or_default()).ceil() as u64;
        let size = self.target.version.config.memory;
        let cold = init.map(|init| format!("Init Duration: {init:.2} ms\t"));
        let text = format!(
            "REPORT RequestId: {id}\tDuration: {took:.2} ms\tBilled Duration: {billed} ms\tMemory \
             Size: {size} MB\tMax Memory Used: {used} MB\t{}{}",
            cold.unwrap_or_default(),
            status.trim_start_matches('\t')
        );
        let record = || {
            let mut metrics = json!({
                "durationMs": took, "billedDurationMs": billed, "memorySizeMB": size,
                "maxMemoryUsedMB": used,
            });
            if let Some(init) = init {
                metrics["initDurationMs"] = json!(init);
            }
            let outcome = match status {
                "" => "success",
                status if status.contains("timeout") => "timeout",
                _ => "error",
            };
            json!({"requestId": id, "status": outcome, "metrics": metrics})
        };
        self.lines.own(now, text, "platform.report", record);
    }
}

fn own(kind: &str, message: &str) -> Bytes {
    json!({"errorType": kind, "errorMessage": message})
        .to_string()
        .into()
}

fn said(broken: &Broken) -> &str {
    match broken.kind.as_str() {
        "Function.ResponseSizeTooLarge" => {
            "Response payload size exceeded maximum allowed payload size (6291556 bytes)."
        }
        "Runtime.TruncatedResponse" => "Response was truncated",
        "Runtime.NoResponse" => "Runtime asked for an event without an answer to the last",
        other => other,
    }
}

fn too_large() -> Broken {
    let kind = "Function.ResponseSizeTooLarge".to_owned();
    let message = "Response payload size exceeded maximum allowed payload size (6291556 bytes).";
    Broken {
        body: own(&kind, message),
        kind,
    }
}

fn signal_name(signal: i32) -> String {
    let name = match signal {
        4 => "illegal instruction",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        15 => "terminated",
        other => return other.to_string(),
    };
    name.to_owned()
}

fn millis(from: Timestamp, to: Timestamp) -> f64 {
    let nanos = to.duration_since(from).as_nanos().max(0);
    (nanos as f64 / 10_000.0).round() / 100.0
}

fn deadline(now: Timestamp, timeout: Duration) -> i64 {
    now.as_millisecond()
        .saturating_add(timeout.as_millis() as i64)
}
