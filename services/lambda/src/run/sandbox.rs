//! One sandbox of a version: its making, its pipes, and what it says.

use super::api::{self, Api, Event, Said};
use super::debug;
use super::extensions::{self, About};
use super::lines::Lines;
use super::log::{Log, Place};
use super::ready::Slot;
use super::rest::{self, Rest};
use super::target::{Pass, Target};
use super::telemetry::{self, Telemetry};
use super::unpack::Unpacked;
use crate::errors;
use crate::function::row::Config;
use haneul_compute::{Exit, Failure, Listener, Mount, Output, Running, Spec};
use haneul_pipeline::{AwsError, Cloud};
use haneul_runtime::host;
use jiff::Timestamp;
use serde_json::json;
use std::cell::RefCell;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// Where programs find the APIs.
const RUNTIME_API: ([u8; 4], u16) = ([127, 0, 0, 1], 9001);
const CLOUD: ([u8; 4], u16) = ([127, 0, 0, 1], 9002);
/// How long extensions have at the end.
const SHUTDOWN: Duration = Duration::from_secs(2);
/// Megabytes of memory with which a whole processor comes.
const WHOLE_PROCESSOR: f64 = 1_769.0;
/// Bytes of a pipe that are read at once.
const PIECE: usize = 64 << 10;

thread_local! {
    /// Room for them.
    static ROOM: RefCell<Vec<u8>> = RefCell::new(vec![0; PIECE]);
}

pub struct Sandbox {
    running: Running,
    pipes: [Option<Output>; 2],
    pub api: Api,
    pub log: Log,
    stream: String,
    /// When it was made, by the cloud's clock: its credentials last an hour from then.
    pub made: Timestamp,
    /// It has waited for an event.
    pub is_ready: bool,
    is_json: bool,
    /// It is one of those that are kept ready.
    pub slot: Option<Slot>,
    rest: Arc<Rest>,
    /// What serves it ends with it.
    _serving: JoinSet<()>,
}

/// What happens next in a sandbox.
#[derive(Debug)]
pub enum Moment {
    Said(Said),
    Exit(Exit),
    /// The time is over.
    Over,
}

/// Why a sandbox ends.
#[derive(Clone, Copy, Debug)]
pub enum Reason {
    /// It has waited long enough.
    Spindown,
    Timeout,
    Failure,
}

impl Reason {
    fn name(self) -> &'static str {
        match self {
            Reason::Spindown => "spindown",
            Reason::Timeout => "timeout",
            Reason::Failure => "failure",
        }
    }
}

pub type Deadline<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

impl Sandbox {
    /// `slot`: it is one of those that are kept ready.
    pub async fn start(
        cloud: &Cloud,
        target: &Target,
        slot: Option<Slot>,
    ) -> Result<Sandbox, AwsError> {
        let stream = stream_name(cloud, target, cloud.clock.now());
        Sandbox::make(cloud, target, stream, slot).await
    }

    /// Another one in its place, which writes to the same stream.
    pub async fn renew(&mut self, cloud: &Cloud, target: &Target) -> Result<(), AwsError> {
        self.end_program();
        let slot = self.slot.take();
        let next = Sandbox::make(cloud, target, self.stream.clone(), slot).await?;
        std::mem::replace(self, next).end(cloud, Reason::Failure);
        Ok(())
    }

    async fn make(
        cloud: &Cloud,
        target: &Target,
        stream: String,
        slot: Option<Slot>,
    ) -> Result<Sandbox, AwsError> {
        let (host, folder) = super::host::host(cloud).await?;
        let config = &target.version.config;
        let choice = host.runtimes().await.choose(&config.runtime, true);
        let choice = choice.map_err(|missing| {
            AwsError::new("InvalidRuntimeException", missing.to_string())
                .status(502)
                .field("Type", "User".to_owned())
        })?;
        let (pass, (mounts, programs)) =
            tokio::try_join!(target.pass(cloud), mounts(cloud, target, &folder))?;
        let made = cloud.clock.now();
        let mut spec = Spec::new(target.function.name.clone(), [String::new()]);
        spec.env = environment(target, &pass, &stream, kind(slot.as_ref()));
        spec.memory_bytes = (config.memory as u64) << 20;
        spec.tmp_bytes = (config.storage as u64) << 20;
        spec.mounts = mounts;
        spec.listeners = vec![
            Listener::new(SocketAddr::from(RUNTIME_API)).tell("AWS_LAMBDA_RUNTIME_API", "{}"),
            Listener::new(SocketAddr::from(CLOUD)).tell("AWS_ENDPOINT_URL", "http://{}"),
        ];
        spec.dialers = telemetry::MOST as u8;
        host.equip(&mut spec, &choice).await.map_err(unable)?;
        let debugged = debug::port(cloud, target);
        if let Some(port) = debugged {
            debug::equip(&mut spec, &choice, port);
        }
        let mut command = std::mem::take(&mut spec.command);
        if let Some(wrapper) = wrapper(config) {
            command.insert(0, wrapper);
        }
        spec.command = extensions::beside(&programs, command);
        spec.lingers = !programs.is_empty();
        let mut running = host.start(spec).await.map_err(unable)?;
        let mut listeners = std::mem::take(&mut running.listeners).into_iter();
        let mut listener = || {
            let listener = listeners.next();
            let listener = listener.ok_or_else(|| AwsError::internal("a sandbox without ears"))?;
            TcpListener::from_std(listener).map_err(AwsError::internal)
        };
        let mut serving = JoinSet::new();
        let about = About {
            name: target.function.name.clone(),
            version: target.version.shown_number(),
            handler: config.handler.clone(),
            account: target.account.clone(),
            programs,
        };
        let is_json = config.logging.format == "JSON";
        let own = running.isolated.then(|| {
            let most = telemetry::MOST.min(running.dialers.len());
            running.dialers.drain(..most).collect()
        });
        let telemetry = Telemetry::new(is_json, !about.programs.is_empty(), own);
        let (api, served) = api::serve(listener()?, about, telemetry, cloud.random.clone());
        serving.spawn(served);
        serving.spawn(haneul_server::serve_inside(cloud.clone(), listener()?));
        if let Some(port) = debugged {
            let dialers = std::mem::take(&mut running.dialers);
            debug::forward(&mut serving, port, dialers).await?;
        }
        let log = Log::open(
            cloud,
            Place {
                group: target.log_group(),
                stream: stream.clone(),
                caller: pass.caller,
                account: target.account.clone(),
                region: target.region.clone(),
            },
        );
        Ok(Sandbox {
            pipes: [running.stdout.take(), running.stderr.take()],
            running,
            api,
            log,
            stream,
            made,
            is_ready: false,
            is_json,
            slot,
            rest: Arc::default(),
            _serving: serving,
        })
    }

    /// Reads its pipes until something else happens.
    pub async fn moment(
        &mut self,
        cloud: &Cloud,
        lines: &mut Lines,
        over: &mut Deadline<'_>,
    ) -> Moment {
        self.next_moment(cloud, lines, over, true).await
    }

    /// Whether the program's end is one: it may have ended long ago.
    async fn next_moment(
        &mut self,
        cloud: &Cloud,
        lines: &mut Lines,
        over: &mut Deadline<'_>,
        ends: bool,
    ) -> Moment {
        loop {
            if lines.is_full() {
                lines.hand_on(&self.log).await;
            }
            let running = self.running.handle();
            let [out, err] = &self.pipes;
            let pipe = tokio::select! {
                // What serves it may be gone before it is known how it ended.
                Some(said) = self.api.said.recv() => return Moment::Said(said),
                () = readable(out) => 0,
                () = readable(err) => 1,
                exit = running.wait_for_program(), if ends => {
                    self.drain(cloud, lines);
                    return Moment::Exit(exit);
                }
                () = &mut *over => return Moment::Over,
            };
            self.read(cloud, lines, pipe);
        }
    }

    /// One piece of a pipe; whether there was one.
    fn read(&mut self, cloud: &Cloud, lines: &mut Lines, pipe: usize) -> bool {
        let Some(Some(output)) = self.pipes.get(pipe) else {
            return false;
        };
        let read = ROOM.with_borrow_mut(|room| {
            let read = output.try_read(room);
            if let Ok(read @ 1..) = read {
                let now = cloud.clock.now().as_microsecond();
                lines.written(now, pipe, room.get(..read).unwrap_or_default());
            }
            read
        });
        match read {
            Ok(1..) => true,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => false,
            Ok(0) | Err(_) => {
                self.pipes[pipe] = None;
                false
            }
        }
    }

    /// What lies in the pipes now, and no more than they hold.
    pub fn drain(&mut self, cloud: &Cloud, lines: &mut Lines) {
        const HELD: usize = 4;
        for pipe in 0..self.pipes.len() {
            for _ in 0..HELD {
                if !self.read(cloud, lines, pipe) {
                    break;
                }
            }
        }
        lines.close(cloud.clock.now().as_microsecond());
    }

    pub async fn give(&self, event: Event) {
        self.api.give(event).await;
    }

    /// Extensions that want to hear of the end do, and have a while for it.
    pub fn end(mut self, cloud: &Cloud, reason: Reason) {
        self.end_program();
        self.slot = None;
        _ = self.running.limit_cpu(None);
        let deadline = cloud.clock.now().as_millisecond() + SHUTDOWN.as_millis() as i64;
        let event = json!({
            "eventType": "SHUTDOWN", "shutdownReason": reason.name(), "deadlineMs": deadline,
        });
        if !self.api.extensions.tell("SHUTDOWN", &event) {
            return;
        }
        self.api.telemetry.flush();
        let cloud = cloud.clone();
        let unwritten = self.log.hold();
        tokio::spawn(async move {
            if self.wake().await {
                let mut lines = Lines::new(self.is_json, self.api.telemetry.clone());
                // Of the host's time: where the cloud's clock stands, it would never be over.
                _ = host::within(SHUTDOWN, self.last_words(&cloud, &mut lines)).await;
                self.drain(&cloud, &mut lines);
                lines.hand_on(&self.log).await;
            }
            drop(unwritten);
        });
    }

    /// Reads its pipes until all of it has ended.
    async fn last_words(&mut self, cloud: &Cloud, lines: &mut Lines) {
        let running = self.running.handle();
        let mut gone: Deadline<'_> = Box::pin(async move { _ = running.wait().await });
        while !matches!(
            self.next_moment(cloud, lines, &mut gone, false).await,
            Moment::Over
        ) {}
    }

    /// How it came to be.
    pub fn kind(&self) -> &'static str {
        kind(self.slot.as_ref())
    }

    /// What its function's memory gives it of a processor, from the first event on: while it begins it has
    /// what there is. Hosts without control groups limit nothing.
    pub fn share_processor(&self, memory: i64) {
        let share = memory as f64 / WHOLE_PROCESSOR;
        if let Err(failure) = self.running.limit_cpu(Some(share)) {
            tracing::debug!("a sandbox is not limited: {failure}");
        }
    }

    /// Nothing of it runs from here on.
    pub async fn freeze(&self) -> bool {
        self.rest.freeze(&self.running, self.rest.runs()).await
    }

    /// The same in a while, unless it has been woken by then.
    pub fn freeze_soon(&self) {
        let (rest, running, runs) = (self.rest.clone(), self.running.handle(), self.rest.runs());
        tokio::spawn(async move {
            host::pause(rest::MOMENT).await;
            rest.freeze(&running, runs).await
        });
    }

    /// For another run, if it can.
    pub async fn thaw(&self) -> bool {
        self.running.program().is_none() && self.wake().await
    }

    async fn wake(&self) -> bool {
        self.rest.wake(&self.running).await
    }

    /// What is started beside the program goes on.
    pub fn end_program(&self) {
        self.running.end_program();
    }

    /// In megabytes; 0 where the host does not count.
    pub fn memory(&self) -> u64 {
        let bytes = self.running.memory_peak().unwrap_or_default();
        bytes.div_ceil(1 << 20)
    }
}

async fn readable(pipe: &Option<Output>) {
    match pipe {
        // An error shows when it is read.
        Some(pipe) => _ = pipe.readable().await,
        None => std::future::pending().await,
    }
}

fn unable(failure: Failure) -> AwsError {
    match failure {
        Failure::CannotIsolate(_) | Failure::Refused(_) => AwsError::not_implemented(format_args!(
            "running this function here ({failure}), which"
        )),
        Failure::Program { .. } => errors::invalid(failure.to_string()),
        other => AwsError::internal(other),
    }
}

async fn mounts(
    cloud: &Cloud,
    target: &Target,
    folder: &Path,
) -> Result<(Vec<Mount>, Vec<String>), AwsError> {
    let unpacked = cloud.locals.get::<Unpacked>();
    let version = &target.version;
    let code = unpacked.folder(cloud, folder, &version.code.blob).await?;
    let mut mounts = vec![Mount::read_only(code, "/var/task")];
    let mut layers: Vec<PathBuf> = Vec::new();
    for layer in &version.config.layers {
        layers.push(unpacked.folder(cloud, folder, &layer.code.blob).await?);
    }
    let mut programs: Vec<String> = layers.iter().flat_map(|layer| programs_of(layer)).collect();
    programs.sort();
    programs.dedup();
    if !layers.is_empty() {
        mounts.push(Mount::merged(layers, "/opt"));
    }
    Ok((mounts, programs))
}

/// The extensions of a layer.
fn programs_of(layer: &Path) -> Vec<String> {
    use std::os::unix::fs::PermissionsExt;
    let files = std::fs::read_dir(layer.join("extensions"));
    let files = files.into_iter().flatten().flatten();
    let is_program = |file: &std::fs::DirEntry| {
        let known = file.metadata();
        known.is_ok_and(|known| known.is_file() && known.permissions().mode() & 0o111 != 0)
    };
    let names = files.filter(is_program).map(|file| file.file_name());
    names.filter_map(|name| name.into_string().ok()).collect()
}

/// The script that starts the program, if there is one. Own runtimes start themselves.
fn wrapper(config: &Config) -> Option<String> {
    if config.runtime.starts_with("provided") {
        return None;
    }
    let all = config.environment.as_deref().unwrap_or_default();
    let said = all
        .iter()
        .find(|(name, _)| name == "AWS_LAMBDA_EXEC_WRAPPER");
    said.map(|(_, path)| path.clone())
}

/// `2026/11/21/[$LATEST]0123…`.
fn stream_name(cloud: &Cloud, target: &Target, now: Timestamp) -> String {
    let day = now.strftime("%Y/%m/%d");
    let id = haneul_runtime::ids::hex_id(&cloud.random, 32).to_ascii_lowercase();
    format!("{day}/[{}]{id}", target.version.shown_number())
}

fn kind(slot: Option<&Slot>) -> &'static str {
    match slot {
        Some(_) => "provisioned-concurrency",
        None => "on-demand",
    }
}

fn environment(target: &Target, pass: &Pass, stream: &str, kind: &str) -> Vec<(String, String)> {
    let config = &target.version.config;
    let mut env = config.environment.clone().unwrap_or_default();
    let group = target.log_group();
    let memory = config.memory.to_string();
    let number = target.version.shown_number();
    let own = [
        ("_HANDLER", config.handler.as_str()),
        ("AWS_REGION", &target.region),
        ("AWS_DEFAULT_REGION", &target.region),
        ("AWS_ACCESS_KEY_ID", &pass.key),
        ("AWS_SECRET_ACCESS_KEY", &pass.secret),
        ("AWS_SESSION_TOKEN", &pass.token),
        ("AWS_LAMBDA_FUNCTION_NAME", &target.function.name),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &memory),
        ("AWS_LAMBDA_FUNCTION_VERSION", &number),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", kind),
        ("AWS_LAMBDA_LOG_GROUP_NAME", &group),
        ("AWS_LAMBDA_LOG_STREAM_NAME", stream),
        ("AWS_LAMBDA_LOG_FORMAT", &config.logging.format),
        ("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR"),
        // Inside there is no name such as stream-127.0.0.1.
        ("AWS_DISABLE_HOST_PREFIX_INJECTION", "true"),
    ];
    for (name, value) in own {
        env.retain(|(known, _)| known != name);
        env.push((name.to_owned(), value.to_owned()));
    }
    if let Some(level) = &config.logging.application {
        env.push(("AWS_LAMBDA_LOG_LEVEL".to_owned(), level.clone()));
    }
    // What leads into the cloud is said where it listens.
    env.retain(|(name, _)| name != "AWS_ENDPOINT_URL");
    env
}
