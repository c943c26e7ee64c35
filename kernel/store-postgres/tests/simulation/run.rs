//! One run: three nodes, their clients, and what befalls them, all of it decided by a seed.

use super::checks;
use super::network::Network;
use super::process::Process;
use super::reads::pause;
use super::tables::Flaw;
use super::workloads::{self, ACCOUNTS, BALANCE, Book, Shared};
use haneul_store::Result;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

const NODES: u64 = 3;
/// What each kind of client does on each node.
const ROUNDS: u64 = 4;
const KINDS: u64 = 9;

/// Longer, in simulated time, nothing takes.
const STUCK: Duration = Duration::from_secs(900);

pub struct Outcome {
    pub seed: u64,
    pub digest: u64,
    pub lines: usize,
    pub wrong: Vec<String>,
    pub done: u64,
    pub unknown: u64,
    pub refused: u64,
}

impl Outcome {
    pub fn assert_right(&self) {
        let seed = self.seed;
        assert!(
            self.wrong.is_empty(),
            "seed {seed}: {:#?}\nreplay with HANEUL_SIM_SEED={seed} cargo test -p haneul-store-postgres \
             one_seed -- --nocapture",
            self.wrong
        );
    }
}

pub fn run(seed: u64, flaw: Option<Flaw>, shown: bool) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let network = Network::new(seed, flaw, shown);
        let book = Shared::default();
        if tokio::time::timeout(STUCK, play(&network, &book))
            .await
            .is_err()
        {
            network.complain("it does not come to an end".to_owned());
        }
        let trace = network.trace.lock();
        let (done, unknown, refused) = book.counts();
        Outcome {
            seed,
            digest: trace.digest,
            lines: trace.lines,
            wrong: network.wrong.lock().clone(),
            done,
            unknown,
            refused,
        }
    })
}

/// A node's place: who takes it after the one before died.
struct Place {
    number: u64,
    life: AtomicU64,
    process: parking_lot::Mutex<Process>,
    waiting: bool,
}

async fn play(network: &Arc<Network>, book: &Shared) {
    for n in 0..ACCOUNTS {
        let key = format!("account/{n}");
        network
            .tables
            .lock()
            .preset(key.as_bytes(), BALANCE.to_string().into());
    }
    let waiting = network.chance.hits(200);
    let place = |number| {
        Arc::new(Place {
            number,
            life: AtomicU64::new(0),
            process: parking_lot::Mutex::new(Process::start(network, number, 0)),
            waiting,
        })
    };
    let places: Vec<_> = (1..=NODES).map(place).collect();
    let mut clients = tokio::task::JoinSet::new();
    for place in &places {
        begin_life(place, book);
        for kind in 0..KINDS {
            clients.spawn(client(network.clone(), place.clone(), book.clone(), kind));
        }
    }
    for _ in 0..network.weather.events {
        pause(network, 800).await;
        befall(network, &places, book).await;
    }
    while clients.join_next().await.is_some() {}
    network.calm_down();
    // What is late comes now.
    tokio::time::sleep(Duration::from_secs(6)).await;
    end(network, &places, book).await;
}

/// What a node does all the time.
fn begin_life(place: &Place, book: &Shared) {
    let process = place.process.lock().clone();
    process.spawn(workloads::work(process.clone(), book.clone()));
    if place.waiting {
        process.spawn(workloads::wait(process.clone(), book.clone()));
    }
}

/// A client goes on with whatever node is there.
async fn client(network: Arc<Network>, place: Arc<Place>, book: Shared, kind: u64) {
    for round in 0..ROUNDS {
        pause(&network, 60).await;
        let process = place.process.lock().clone();
        let id = format!("{}-{kind}-{round}", process.name);
        let (ended, end) = tokio::sync::oneshot::channel();
        let (book, at) = (book.clone(), process.clone());
        process.spawn(async move {
            match kind {
                0 | 1 => workloads::transfer(at).await,
                2 => workloads::audit(at, book).await,
                3 => workloads::append(at, book, id).await,
                4 => workloads::put(at, book, id).await,
                5 | 6 => workloads::increment(at, book).await,
                7 => workloads::recall(at, book, id).await,
                _ => workloads::look(at, book).await,
            }
            _ = ended.send(());
        });
        if end.await.is_err() && !process.is_dead() {
            network.complain(format!("a client of {} panicked", process.name));
        }
    }
}

async fn befall(network: &Arc<Network>, places: &[Arc<Place>], book: &Shared) {
    let place = &places[network.chance.below(NODES) as usize];
    let process = place.process.lock().clone();
    match network.chance.below(6) {
        0 | 1 => {
            let length = network.chance.between(200, 6_000);
            network.tell(format!("{} stands still for {length} ms", process.name));
            process.freeze();
            tokio::time::sleep(Duration::from_millis(length)).await;
            network.tell(format!("{} goes on", process.name));
            process.thaw();
        }
        2 | 3 => {
            network.tell(format!("{} dies", process.name));
            process.kill();
            pause(network, 300).await;
            let life = place.life.fetch_add(1, Relaxed) + 1;
            *place.process.lock() = Process::start(network, place.number, life);
            begin_life(place, book);
        }
        4 => {
            let length = network.chance.between(50, 5_000);
            network.tell(format!("{} is cut off for {length} ms", process.name));
            process.cut(length);
        }
        _ => network.restart(network.chance.below(1_500)),
    }
    let age = network.weather.log;
    let gone = network.change(|tables| tables.trim(age));
    network.tell(format!("{gone} entries of the log are gone"));
}

/// All is calm: the nodes, and one that just came, agree with the database and with what clients
/// were told.
async fn end(network: &Arc<Network>, places: &[Arc<Place>], book: &Shared) {
    let mut nodes: Vec<_> = places
        .iter()
        .map(|place| place.process.lock().clone())
        .collect();
    nodes.push(Process::start(network, NODES + 1, 0));
    let out_of_touch = places[0].waiting && network.chance.hits(500);
    if out_of_touch {
        nodes[1].cut(4_000);
    }
    let mut tries = 0;
    loop {
        let last: Result<()> = nodes[0]
            .store
            .transact(|tx| {
                tx.notify("register");
                tx.put(b"ended", "1")
            })
            .await;
        match last {
            Ok(()) => break,
            // What was silent before may still be waited for.
            Err(_) if tries < 3 => tries += 1,
            Err(error) => {
                network.complain(format!("all is calm, and nothing can be written: {error}"));
                break;
            }
        }
    }
    if out_of_touch {
        // It will never learn what it missed, only that it did.
        tokio::time::sleep(Duration::from_secs(1)).await;
        network.change(|tables| tables.trim(0));
    }
    tokio::time::sleep(Duration::from_secs(10)).await;
    let woken = *book.woken.lock();
    if places[0].waiting && woken != NODES {
        network.complain(format!("{woken} of {NODES} who waited were woken"));
    }
    book.ended.store(true, Relaxed);
    tokio::time::sleep(Duration::from_secs(3)).await;
    for node in &nodes {
        if let Err(error) = node.store.refresh(Duration::ZERO).await {
            network.complain(format!("all is calm, and {} says {error}", node.name));
        }
        checks::same_rows(network, node);
    }
    checks::promises(network, book);
    checks::work(network);
}

impl Book {
    fn counts(&self) -> (u64, u64, u64) {
        use super::reads::Fate;
        let entries = self.entries.lock();
        let rows = self.rows.lock();
        let increments = self.increments.lock();
        let fates = entries.values().copied();
        let fates = fates.chain(rows.values().map(|row| row.0));
        let fates: Vec<_> = fates.chain(increments.iter().map(|one| one.fate)).collect();
        let count = |fate| fates.iter().filter(|one| **one == fate).count() as u64;
        (
            count(Fate::Done) + *self.reads.lock(),
            count(Fate::Unknown),
            count(Fate::Refused),
        )
    }
}
