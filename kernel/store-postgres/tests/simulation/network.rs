//! What lies between the nodes and the database: messages that take their time, arrive late, or
//! never, and connections that break.

use super::chance::{Chance, Weather};
use super::tables::{Answer, Change, Flaw, Statement, Tables};
use crate::database::{Database, Failure, Link, News, Purpose, silent};
use crate::write::Group;
use haneul_store::{Result, StoreError};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::time::Instant;

/// What the real server does to who holds the head and is silent, or waits for it.
const IDLE: u64 = 2_000;
const LOCK_TIMEOUT: u64 = 8_000;

pub struct Network {
    pub chance: Chance,
    pub weather: Weather,
    pub tables: Mutex<Tables>,
    pub trace: Mutex<Trace>,
    began: Instant,
    /// No more faults.
    calm: AtomicBool,
    /// Until when the database accepts no connection.
    closed_until: AtomicU64,
    serial: AtomicU64,
    on_way: Mutex<BTreeMap<u64, Event>>,
    answers: Mutex<BTreeMap<u64, Route>>,
    /// The nodes' ends of connections, by their backends.
    ends: Mutex<BTreeMap<u64, Arc<End>>>,
    /// What is not right, in words.
    pub wrong: Mutex<Vec<String>>,
}

/// Everything that happens, and a number that stands for all of it.
#[derive(Default)]
pub struct Trace {
    pub digest: u64,
    pub lines: usize,
    pub shown: bool,
}

enum Event {
    Arrive(u64, u64, Statement),
    Flushed(u64, u64),
    /// One of the above, unless it was quicker.
    OnWay(u64),
    /// A transaction was idle for too long, or a statement waited for too long.
    Idle(u64, u64),
    TooLong(u64),
    Answered(oneshot::Sender<Answer>, Answer),
    /// And the server does not learn of it before so long.
    BreakOff(u64, u64),
    End(u64),
}

/// How an answer goes back.
struct Route {
    name: &'static str,
    backend: u64,
    answer: oneshot::Sender<Answer>,
    fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Fine,
    Lost,
    Late,
    Unanswered,
    Silent,
    Broken,
}

/// A node's end of a connection.
pub struct End {
    broken: AtomicBool,
    notify: Notify,
}

impl End {
    fn break_off(&self) {
        self.broken.store(true, Relaxed);
        self.notify.notify_waiters();
    }
}

impl Network {
    pub fn new(seed: u64, flaw: Option<Flaw>, shown: bool) -> Arc<Self> {
        let chance = Chance::seeded(seed);
        let weather = Weather::of(&chance);
        let tables = Tables::with(flaw);
        let network = Arc::new(Self {
            weather,
            tables: Mutex::new(tables),
            trace: Mutex::new(Trace {
                shown,
                ..Trace::default()
            }),
            began: Instant::now(),
            calm: AtomicBool::new(false),
            closed_until: AtomicU64::new(0),
            serial: AtomicU64::new(0),
            on_way: Mutex::default(),
            answers: Mutex::default(),
            ends: Mutex::default(),
            wrong: Mutex::default(),
            chance,
        });
        network.tell(format!("{:?}", network.weather));
        network
    }

    /// Milliseconds since the beginning.
    pub fn now(&self) -> u64 {
        self.began.elapsed().as_millis() as u64
    }

    pub fn tell(&self, line: String) {
        let now = self.now();
        let mut trace = self.trace.lock();
        if trace.shown {
            println!("{now:>7} {line}");
        }
        for byte in now.to_be_bytes().iter().chain(line.as_bytes()) {
            trace.digest = (trace.digest ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
        trace.lines += 1;
    }

    pub fn complain(&self, what: String) {
        self.tell(format!("WRONG: {what}"));
        self.wrong.lock().push(what);
    }

    pub fn calm_down(&self) {
        self.calm.store(true, Relaxed);
    }

    pub fn happens(&self, per_mille: u64) -> bool {
        !self.calm.load(Relaxed) && self.chance.hits(per_mille)
    }

    pub fn delay(&self) -> u64 {
        match self.happens(self.weather.slow) {
            true => self.chance.between(20, 900),
            false => self.chance.between(1, 6),
        }
    }

    /// Often about as long as it takes to look what became of it.
    fn lateness(&self) -> u64 {
        match self.chance.hits(700) {
            true => self.chance.between(1, 40),
            false => self.chance.between(1, 4_000),
        }
    }

    /// Rises with everything that is told the order of.
    pub fn tick(&self) -> u64 {
        self.next_serial()
    }

    fn next_serial(&self) -> u64 {
        self.serial.fetch_add(1, Relaxed) + 1
    }

    fn after(self: &Arc<Self>, delay: u64, event: Event) {
        let network = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(delay)).await;
            network.pass(event);
        });
    }

    fn put_on_way(self: &Arc<Self>, delay: u64, event: Event) {
        let serial = self.next_serial();
        self.on_way.lock().insert(serial, event);
        self.after(delay, Event::OnWay(serial));
    }

    /// Something that is on its way to the database may be quicker than a read.
    pub fn stir(self: &Arc<Self>) {
        while self.happens(self.weather.stirred) {
            let event = {
                let mut on_way = self.on_way.lock();
                let at = self.chance.below(on_way.len() as u64) as usize;
                let serial = on_way.keys().nth(at).copied();
                serial.and_then(|serial| on_way.remove(&serial))
            };
            if let Some(event) = event {
                self.pass(event);
            }
        }
    }

    fn pass(self: &Arc<Self>, event: Event) {
        match event {
            Event::Arrive(serial, backend, statement) => {
                self.change(|tables| tables.arrive(serial, backend, statement));
            }
            Event::Flushed(backend, turn) => self.change(|tables| tables.flushed(backend, turn)),
            Event::OnWay(serial) => {
                let event = self.on_way.lock().remove(&serial);
                if let Some(event) = event {
                    self.pass(event);
                }
            }
            Event::Idle(backend, turn) => {
                if self.change(|tables| tables.end_idle(backend, turn)) {
                    self.break_off(backend, 0);
                }
            }
            Event::TooLong(serial) => self.change(|tables| tables.give_up_waiting(serial)),
            Event::Answered(back, answer) => _ = back.send(answer),
            Event::BreakOff(backend, rest) => self.break_off(backend, rest),
            Event::End(backend) => self.change(|tables| tables.end(backend)),
        }
    }

    /// Whatever changes the database: the answers that this gives go out.
    pub fn change<T>(self: &Arc<Self>, act: impl FnOnce(&mut Tables) -> T) -> T {
        let (done, answers, flushes, idle, delayed) = {
            let mut tables = self.tables.lock();
            tables.now = self.now();
            let done = act(&mut tables);
            let answers = std::mem::take(&mut tables.answers);
            let flushes = std::mem::take(&mut tables.flushes);
            let idle = std::mem::take(&mut tables.idle);
            (
                done,
                answers,
                flushes,
                idle,
                std::mem::take(&mut tables.delayed),
            )
        };
        for (serial, answer) in answers {
            self.answer(serial, answer);
        }
        for (backend, turn) in flushes {
            self.put_on_way(self.chance.below(4), Event::Flushed(backend, turn));
        }
        for (backend, turn) in idle {
            self.after(IDLE, Event::Idle(backend, turn));
        }
        for serial in delayed {
            self.after(LOCK_TIMEOUT, Event::TooLong(serial));
        }
        done
    }

    fn answer(self: &Arc<Self>, serial: u64, answer: Answer) {
        let Some(Route {
            name,
            backend,
            answer: back,
            fate,
        }) = self.answers.lock().remove(&serial)
        else {
            return;
        };
        let what = match &answer {
            Answer::News(news) => format!("{} of head {}", news.len(), news[0].head),
            Answer::Group(_) => "a group".to_owned(),
            Answer::Done(done) => done.to_string(),
            Answer::Unknown => "unknown".to_owned(),
            Answer::TooLong => "too long".to_owned(),
            Answer::Broken => "broken".to_owned(),
        };
        self.tell(format!("{name} {serial} of {backend}: {what}, {fate:?}"));
        let delay = self.delay();
        match fate {
            Fate::Fine => self.after(delay, Event::Answered(back, answer)),
            Fate::Broken => {
                self.after(delay, Event::Answered(back, answer));
                self.after(delay + self.chance.below(20), Event::BreakOff(backend, 0));
            }
            Fate::Unanswered => self.after(delay, Event::BreakOff(backend, 0)),
            Fate::Lost | Fate::Late | Fate::Silent => {}
        }
    }

    /// The node's end breaks; the server learns of that some time.
    fn break_off(self: &Arc<Self>, backend: u64, rest: u64) {
        let end = self.ends.lock().remove(&backend);
        if let Some(end) = end {
            end.break_off();
            let delay = match self.happens(500) {
                true => self.chance.between(1, 20),
                false => self.chance.between(500, 4_000),
            };
            self.after(rest + delay, Event::End(backend));
        }
    }

    /// The server stops and is back: all transactions that were not durable are rolled back.
    pub fn restart(self: &Arc<Self>, pause: u64) {
        self.tell(format!("the server restarts and is gone for {pause} ms"));
        self.closed_until.store(self.now() + pause, Relaxed);
        let backends = self.tables.lock().backends();
        for backend in backends {
            self.change(|tables| tables.end(backend));
            self.break_off(backend, 0);
        }
    }

    fn fate(&self) -> Fate {
        let weather = &self.weather;
        let fates = [
            (weather.lost, Fate::Lost),
            (weather.late, Fate::Late),
            (weather.unanswered, Fate::Unanswered),
            (weather.silent, Fate::Silent),
            (weather.broken, Fate::Broken),
        ];
        let fate = fates.iter().find(|(rate, _)| self.happens(*rate));
        fate.map_or(Fate::Fine, |(_, fate)| *fate)
    }
}

/// A node's way to the database.
pub struct Way {
    pub network: Arc<Network>,
    pub node: u64,
    /// Until when nothing passes.
    pub cut_until: AtomicU64,
}

impl Way {
    pub fn is_cut(&self) -> bool {
        self.network.now() < self.cut_until.load(Relaxed)
    }
}

pub struct Wire {
    way: Arc<Way>,
    backend: u64,
    end: Arc<End>,
    is_known: AtomicBool,
}

impl Database for Way {
    type Link = Wire;

    async fn connect(self: &Arc<Self>, purpose: Purpose) -> Result<Wire> {
        let network = &self.network;
        tokio::time::sleep(Duration::from_millis(network.delay())).await;
        if self.is_cut() {
            tokio::time::sleep(Duration::from_secs(3)).await;
            return Err(silent());
        }
        let is_closed = network.now() < network.closed_until.load(Relaxed);
        if is_closed || network.happens(network.weather.refused) {
            return Err(StoreError::Unreachable("nobody there".to_owned()));
        }
        let backend = network.next_serial();
        network.tell(format!(
            "node {} connects as {backend} ({purpose:?})",
            self.node
        ));
        network.change(|tables| tables.connect(backend, self.node, purpose));
        let end = Arc::new(End {
            broken: AtomicBool::new(false),
            notify: Notify::new(),
        });
        network.ends.lock().insert(backend, end.clone());
        Ok(Wire {
            way: self.clone(),
            backend,
            end,
            is_known: AtomicBool::new(false),
        })
    }

    fn node_id(&self) -> u64 {
        self.node
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        // Not when the whole run is torn down.
        if tokio::runtime::Handle::try_current().is_ok() {
            self.way.network.break_off(self.backend, 0);
        }
    }
}

impl Wire {
    async fn ask(&self, statement: Statement) -> Result<Answer> {
        let broken = || StoreError::Unreachable("the connection broke".to_owned());
        let mut breaks = std::pin::pin!(self.end.notify.notified());
        breaks.as_mut().enable();
        if self.end.broken.load(Relaxed) {
            return Err(broken());
        }
        let network = &self.way.network;
        let (backend, serial) = (self.backend, network.next_serial());
        let fate = match self.way.is_cut() {
            true => Fate::Silent,
            false => network.fate(),
        };
        let (answer, mut answered) = oneshot::channel();
        let name = statement.name();
        network.tell(format!("{name} {serial} over {backend}, {fate:?}"));
        let route = Route {
            name,
            backend,
            answer,
            fate,
        };
        network.answers.lock().insert(serial, route);
        let delay = network.delay();
        let arrives = match fate {
            Fate::Fine | Fate::Unanswered | Fate::Broken => Some(delay),
            Fate::Late => Some(delay + network.lateness()),
            Fate::Silent if network.chance.hits(500) => Some(delay),
            Fate::Lost | Fate::Silent => None,
        };
        if let Some(arrives) = arrives {
            network.put_on_way(arrives, Event::Arrive(serial, backend, statement));
        }
        if matches!(fate, Fate::Lost | Fate::Late) {
            // What is late comes before the end of the connection does.
            let rest = arrives.map_or(0, |arrives| arrives - delay);
            network.after(delay, Event::BreakOff(backend, rest));
        }
        tokio::select! {
            biased;
            Ok(answer) = &mut answered => match answer {
                Answer::Broken => {
                    network.break_off(backend, 0);
                    Err(broken())
                }
                answer => Ok(answer),
            },
            () = breaks => Err(broken()),
        }
    }

    async fn write_with(&self, statement: Statement) -> std::result::Result<bool, Failure> {
        match self.ask(statement).await {
            Ok(Answer::Done(done)) => Ok(done),
            Ok(_) => Err(Failure::Refused(too_long())),
            Err(error) => Err(Failure::Lost(error)),
        }
    }
}

fn too_long() -> StoreError {
    StoreError::Unreachable("it took too long".to_owned())
}

impl Link for Wire {
    fn is_closed(&self) -> bool {
        self.end.broken.load(Relaxed)
    }

    fn is_known(&self) -> &AtomicBool {
        &self.is_known
    }

    async fn group_at(&self, version: u64) -> Result<Option<Vec<u8>>> {
        match self.ask(Statement::GroupAt(version)).await? {
            Answer::Group(group) => Ok(group),
            _ => Err(too_long()),
        }
    }

    async fn news(
        &self,
        from: u64,
        tell: &mut (dyn FnMut(News) -> Result<()> + Send),
    ) -> Result<()> {
        let limit = self.way.network.chance.between(1, 40) as usize;
        match self.ask(Statement::News { from, limit }).await? {
            Answer::News(news) => news.into_iter().try_for_each(tell),
            _ => Err(too_long()),
        }
    }

    async fn swap(
        &self,
        base: u64,
        id: &[u8],
        group: &Group<'_>,
    ) -> std::result::Result<bool, Failure> {
        let (id, change) = (id.to_vec(), Change::of(group));
        self.write_with(Statement::Swap { base, id, change }).await
    }

    async fn lock(&self, known: u64) -> std::result::Result<Vec<News>, Failure> {
        match self.ask(Statement::Lock { known }).await {
            Ok(Answer::News(news)) => Ok(news),
            Ok(_) => Err(Failure::Refused(too_long())),
            Err(error) => Err(Failure::NotSent(error)),
        }
    }

    async fn write(
        &self,
        base: u64,
        id: &[u8],
        group: &Group<'_>,
    ) -> std::result::Result<bool, Failure> {
        let (id, change) = (id.to_vec(), Change::of(group));
        self.write_with(Statement::Write { base, id, change }).await
    }

    async fn roll_back(&self) -> std::result::Result<(), Failure> {
        let rolled = self.ask(Statement::RollBack).await;
        rolled.map(|_| ()).map_err(Failure::NotSent)
    }

    async fn settle(&self, base: u64, id: &[u8]) -> Result<bool> {
        let network = &self.way.network;
        let former = network.tables.lock().former(self.way.node, self.backend);
        let spared = former
            .into_iter()
            .filter(|_| network.happens(network.weather.immune));
        let spared = spared.collect();
        let id = id.to_vec();
        match self.ask(Statement::Settle { base, id, spared }).await? {
            Answer::Done(found) => Ok(found),
            Answer::Unknown => Err(StoreError::MaybeCommitted),
            _ => Err(too_long()),
        }
    }
}
