//! This program as a node of its own, that does nothing but run timers: services set too few of
//! them. Each timer counts its effects in a row, which is all it does.

use haneul_blob::Blobs;
use haneul_pipeline::{
    AwsError, Cloud, Cx, Parts, Registered, Service, Settings, TimerHandler, background,
};
use haneul_runtime::node::Node;
use haneul_runtime::timer::Timer;
use haneul_runtime::{Random, level};
use haneul_store::{Scope, Stored, Table};
use haneul_store_postgres::PostgresConfig;
use haneul_testkit::NoIdentity;
use serde::{Deserialize, Serialize};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

pub const COMMAND: &str = "timer-node";
pub const HANDLER: &str = "counting/count";
pub const GLOBAL: Scope<'static> = Scope::new("", "", "");

pub static EFFECTS: Table<String, Effect> = Table::new("effect");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Effect {
    pub count: u32,
    /// Who ran it.
    pub node: String,
    /// In microseconds of the cloud's time.
    pub due: i64,
    pub ran: i64,
}

impl Stored for Effect {
    const VERSION: u32 = 1;
}

impl Effect {
    pub fn late(&self) -> std::time::Duration {
        let micros = u64::try_from(self.ran - self.due).unwrap_or_default();
        std::time::Duration::from_micros(micros)
    }
}

struct Counting;

impl Service for Counting {
    fn model(&self) -> &'static str {
        "counting"
    }

    fn operations(&self) -> Vec<Registered> {
        Vec::new()
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![("count", count)]
    }
}

fn count(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let id = timer.payload["id"].as_str().unwrap_or_default().to_owned();
    let mut effect = EFFECTS.get(cx.tx, GLOBAL, &id)?.unwrap_or_default();
    effect.count += 1;
    effect.node = cx.cloud.leases.node().unwrap_or_default().to_owned();
    effect.due = timer.payload["due"].as_i64().unwrap_or_default();
    effect.ran = cx.cloud.clock.now().as_microsecond();
    Ok(EFFECTS.put(cx.tx, GLOBAL, &id, &effect)?)
}

/// Until its own input closes, which it does when the parent ends, however that happens. A line of
/// input is by how many seconds to move the clock.
pub fn run(url: &str, name: &str) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let started = runtime
        .map_err(|error| error.to_string())
        .and_then(|runtime| {
            let cloud = runtime.block_on(start(url, name))?;
            Ok((runtime, cloud))
        });
    match started {
        Ok((runtime, cloud)) => {
            println!("ready");
            for line in std::io::stdin().lines().map_while(Result::ok) {
                let by = Duration::from_secs(line.parse().unwrap_or_default());
                match runtime.block_on(background::advance(&cloud, by)) {
                    Ok(_) => println!("moved"),
                    Err(error) => println!("{error}"),
                }
            }
            runtime.shutdown_background();
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{name}: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn start(url: &str, name: &str) -> Result<Cloud, String> {
    let random = Random::from_host();
    let id = format!("{name}-{:06x}", random.u64() & 0xff_ffff);
    let config = PostgresConfig {
        node_name: id.clone(),
        ..PostgresConfig::new(url)
    };
    let store = haneul_store_postgres::open(&config).map_err(|error| error.to_string())?;
    let cloud = Cloud::open(Parts {
        store,
        blobs: Blobs::memory(),
        random,
        services: vec![Arc::new(Counting)],
        identity: Arc::new(NoIdentity),
        reconcilers: Vec::new(),
        settings: Settings::default(),
        node: Some(Node {
            id,
            level: level::KNOWN,
            ..Node::default()
        }),
    });
    let cloud = cloud.await.map_err(|error| error.to_string())?;
    tokio::spawn(background::run(cloud.clone()));
    tokio::spawn(background::beat_loop(cloud.clone()));
    Ok(cloud)
}
