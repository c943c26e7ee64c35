//! The cloud: its state, its clock, its services. One value, handed to whoever acts in it.

use crate::accounts::{self, Account};
use crate::authenticate::{CallerCache, Presigned};
use crate::authorise::PolicyCache;
use crate::background::{Background, Known, Seized};
use crate::error::AwsError;
use crate::events::{Hearing, Nobody};
use crate::gate::Gate;
use crate::hold;
use crate::identity::Identity;
use crate::keyring::Keyring;
use crate::last_use::LastUses;
use crate::locals::Locals;
use crate::measure::Measures;
use crate::meter::Meter;
use crate::operation::Handler;
use crate::organisation::{Membership, OrganisationCache, Organisations};
use crate::place;
use crate::record::CallLog;
use crate::row_keys::RowKeys;
use crate::service::{Reconciler, Service, TimerHandler};
use crate::shown::Certificates;
use crate::trail::{NoTrails, TrailBuffer, Trails};
use crate::zones;
use haneul_blob::Blobs;
use haneul_runtime::node::Node;
use haneul_runtime::{Clock, Leases, Random};
use haneul_runtime::{lease, level};
use haneul_signature::KeyCache;
use haneul_store::{Store, Tx};
use parking_lot::RwLock;
use rustc_hash::FxHashMap;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Cheap to clone.
#[derive(Clone)]
pub struct Cloud(Arc<Inner>);

impl Deref for Cloud {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

pub struct Inner {
    pub store: Store,
    pub blobs: Blobs,
    pub clock: Clock,
    pub random: Random,
    pub identity: Arc<dyn Identity>,
    pub keys: Arc<Keyring>,
    pub settings: Settings,
    account: RwLock<(u64, Account)>,
    pub calls: CallLog,
    pub trail: TrailBuffer,
    pub(crate) trails: Arc<dyn Trails>,
    pub(crate) hearing: Arc<dyn Hearing>,
    pub meter: Meter,
    /// What services measure of themselves.
    pub measures: Measures,
    pub last_uses: LastUses,
    pub background: Background,
    pub locals: Locals,
    pub presigned: Presigned,
    pub leases: Leases,
    me: Option<Node>,
    /// Ends with the cloud.
    _following: Option<AbortOnDrop>,
    stopping: watch::Sender<bool>,
    halted: watch::Sender<Option<String>>,
    pub(crate) gate: Gate,
    pub(crate) services: FxHashMap<&'static str, Entry>,
    pub(crate) policies: PolicyCache,
    pub(crate) organisations: Option<Arc<dyn Organisations>>,
    /// What the listeners show, but for certificates of the cloud's own authority.
    pub certificates: Option<Arc<dyn Certificates>>,
    pub(crate) memberships: OrganisationCache,
    pub(crate) callers: CallerCache,
    pub(crate) signing_keys: KeyCache,
}

#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Unknown keys are refused on every listener.
    pub strict: bool,
    /// Hosts that are somewhere else than the name system says, for calls to the world outside.
    pub hosts: HashMap<String, SocketAddr>,
    /// The file of the root key; without one it is kept in the store.
    pub root_key: Option<std::path::PathBuf>,
    pub sandboxes: Sandboxes,
}

/// Where other people's code runs.
#[derive(Clone, Debug, Default)]
pub struct Sandboxes {
    /// For what sandboxes need; without one, a folder among the system's temporary files.
    pub folder: Option<std::path::PathBuf>,
    /// Where the host cannot isolate programs, they may run as plain processes.
    pub plain: bool,
    /// Programs may ask for a port of the host's loopback, for a debugger.
    pub debug: bool,
}

/// A service with its operations by name.
pub(crate) struct Entry {
    pub service: Arc<dyn Service>,
    pub operations: FxHashMap<&'static str, Handler>,
}

/// What a cloud is made of.
pub struct Parts {
    pub store: Store,
    pub blobs: Blobs,
    pub random: Random,
    pub services: Vec<Arc<dyn Service>>,
    pub identity: Arc<dyn Identity>,
    /// Reconcilers that belong to no service.
    pub reconcilers: Vec<Reconciler>,
    pub settings: Settings,
    /// Where other nodes may share the store: who this one is.
    pub node: Option<Node>,
}

impl Cloud {
    pub async fn open(parts: Parts) -> Result<Cloud, AwsError> {
        parts.store.refresh(Duration::ZERO).await?;
        let apart = lease::prefixes()?
            .into_iter()
            .chain([place::prefix()?, hold::prefix()?]);
        parts.store.set_apart(apart);
        let known = parts.node.as_ref().map_or(level::KNOWN, |node| node.level);
        let clock = Clock::open(&parts.store)?;
        let me = parts.node.map(|mut node| {
            node.started = clock.host_now();
            node.beat = node.started;
            node
        });
        let joined = level::join(&parts.store, me.as_ref(), known).await?;
        joined.map_err(|e| AwsError::new("TooOld", e.to_string()))?;
        // Only now that its rows are known to be readable.
        let own_bytes = parts.blobs.has_zones();
        let losses = zones::Watch::new(parts.store.clone(), own_bytes)?;
        parts.blobs.heed(Arc::new(losses));
        if me.is_some() || own_bytes || parts.store.read(place::mark)?.is_some() {
            place::agree(&parts.store, &parts.blobs, &parts.random).await?;
        }
        let root_key = parts.settings.root_key.as_ref();
        let keys = Arc::new(Keyring::open(&parts.store, &parts.random, root_key).await?);
        let row_keys = RowKeys::new(&parts.store, keys.clone(), &parts.random);
        parts.store.seal_with(Arc::new(row_keys));
        let version = accounts::version(&parts.store);
        let account = accounts::first(&parts.store, &parts.random, clock.now()).await?;
        let leases = match &me {
            Some(node) => Leases::shared(node.id.clone()),
            None => Leases::alone(),
        };
        let mut timers: HashMap<String, TimerHandler> = HashMap::new();
        let mut reconcilers = parts.reconcilers;
        let mut errands = HashMap::new();
        let mut services = FxHashMap::default();
        let trails = parts.services.iter().find_map(|service| service.trails());
        let trails = trails.unwrap_or_else(|| Arc::new(NoTrails));
        let hearing = parts.services.iter().find_map(|service| service.hearing());
        let hearing = hearing.unwrap_or_else(|| Arc::new(Nobody));
        let organisations = parts.services.iter().find_map(|s| s.organisations());
        let certificates = parts.services.iter().find_map(|s| s.certificates());
        for service in parts.services {
            for (name, handler) in service.timers() {
                timers.insert(format!("{}/{name}", service.model()), handler);
            }
            for (name, handler) in service.errands() {
                let outward = service.outward_errands().contains(&name);
                errands.insert((service.model(), name), Known { handler, outward });
            }
            reconcilers.extend(service.reconcilers());
            services.insert(service.model(), Entry::of(service));
        }
        reconcilers.extend(crate::background::own_reconcilers());
        let following = me
            .is_some()
            .then(|| AbortOnDrop::spawn(clock.clone().keep_following()));
        let background = Background::new(timers, reconcilers, errands, clock.now());
        Ok(Cloud(Arc::new(Inner {
            store: parts.store,
            blobs: parts.blobs,
            clock,
            random: parts.random,
            identity: parts.identity,
            keys,
            settings: parts.settings,
            account: RwLock::new((version, account)),
            gate: Gate::default(),
            calls: CallLog::default(),
            trail: TrailBuffer::default(),
            trails,
            hearing,
            meter: Meter::default(),
            measures: Measures::default(),
            last_uses: LastUses::default(),
            background,
            locals: Locals::default(),
            presigned: Presigned::default(),
            _following: following,
            leases,
            me,
            stopping: watch::Sender::new(false),
            halted: watch::Sender::new(None),
            services,
            policies: PolicyCache::default(),
            organisations,
            certificates,
            memberships: OrganisationCache::default(),
            callers: CallerCache::default(),
            signing_keys: KeyCache::new(4_096),
        })))
    }

    /// Names of the operations that exist, by model id.
    pub fn implemented(&self) -> HashMap<&'static str, Vec<&'static str>> {
        let names = |entry: &Entry| {
            let mut names: Vec<_> = entry.operations.keys().copied().collect();
            names.sort_unstable();
            names
        };
        self.services
            .iter()
            .map(|(id, entry)| (*id, names(entry)))
            .collect()
    }

    /// Whether there is such an operation here.
    pub fn has(&self, service: &str, operation: &str) -> bool {
        let entry = self.services.get(service);
        entry.is_some_and(|entry| entry.operations.contains_key(operation))
    }

    /// From now on nobody is kept waiting: the cloud is about to stop.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Whether it is.
    pub fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// This process cannot go on; whoever runs it should end it.
    pub(crate) fn halt(&self, why: String) {
        self.halted.send_replace(Some(why));
    }

    /// Resolves when the cloud cannot go on.
    pub async fn halted(&self) {
        _ = self.halted.subscribe().wait_for(Option::is_some).await;
    }

    /// Why it cannot.
    pub fn why_halted(&self) -> Option<String> {
        self.halted.borrow().clone()
    }

    /// Waits as long as a client that asked for it ([`Clock::wait`]), unless the cloud stops.
    pub async fn wait(&self, wait: Duration) {
        let mut stopping = self.stopping.subscribe();
        tokio::select! {
            () = self.clock.wait(wait) => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }

    /// What is known from here on includes all that any node answered up to `max_age` ago.
    pub async fn refresh(&self, max_age: Duration) -> Result<(), AwsError> {
        if self.leases.is_alone() {
            return Ok(());
        }
        self.store.refresh(max_age).await?;
        Ok(self.clock.follow()?)
    }

    /// What an account is in its organisation, for services that work for whole organisations.
    pub fn membership(
        &self,
        tx: &mut Tx,
        partition: &str,
        account: &str,
    ) -> Result<Option<Arc<Membership>>, AwsError> {
        self.memberships.of(self, tx, partition, account)
    }

    /// This node, where there may be others.
    pub fn me(&self) -> Option<Node> {
        self.me.clone()
    }

    /// The account made by the first start.
    pub fn account(&self) -> Account {
        let (known, account) = self.account.read().clone();
        let version = accounts::version(&self.store);
        if self.leases.is_alone() || known >= version {
            return account;
        }
        // Another node replaced the state.
        match accounts::look(&self.store) {
            Ok(Some(account)) => {
                *self.account.write() = (version, account.clone());
                account
            }
            _ => account,
        }
    }

    /// Empties every account and Region. Keys that were issued stay known, as refused; the first
    /// account keeps its root key, so whoever resets a cloud can go on using it.
    pub async fn reset(&self) -> Result<(), AwsError> {
        let _turn = self.background.turn().await;
        let seized = Seized::all(self).await?;
        let outcome = self.reset_all().await;
        seized.release().await?;
        outcome
    }

    async fn reset_all(&self) -> Result<(), AwsError> {
        let _shut = self.gate.shut().await;
        let issued = self.store.read(crate::credentials::all)?;
        self.empty().await?;
        self.clock.reload()?;
        let account = self.account();
        self.keys.settle(&self.store, &self.random).await?;
        accounts::install(&self.store, &account).await?;
        self.retire(issued, &account).await
    }

    /// Removes every row and every blob.
    pub(crate) async fn empty(&self) -> Result<(), AwsError> {
        self.calls.forget();
        self.trail.forget();
        self.last_uses.forget();
        self.store.clear().await?;
        self.empty_blobs().await
    }

    /// Takes over the state that was put into the store from outside.
    pub(crate) async fn reopen(&self) -> Result<(), AwsError> {
        let known = self.me.as_ref().map_or(level::KNOWN, |node| node.level);
        let me = self.me().map(|node| Node {
            beat: self.clock.host_now(),
            ..node
        });
        let joined = level::join(&self.store, me.as_ref(), known).await?;
        joined.map_err(|e| AwsError::new("TooOld", e.to_string()))?;
        self.clock.reload()?;
        self.keys.settle(&self.store, &self.random).await?;
        let version = accounts::version(&self.store);
        let account = accounts::first(&self.store, &self.random, self.clock.now()).await?;
        *self.account.write() = (version, account);
        Ok(())
    }

    async fn empty_blobs(&self) -> Result<(), AwsError> {
        let mark = self.store.read(place::mark)?;
        let mut list = self.blobs.list();
        while let Some(page) = list.page().await.map_err(AwsError::internal)? {
            for blob in page.into_iter().filter(|blob| Some(blob.id) != mark) {
                let deleted = self.blobs.delete(blob.id).await;
                deleted.map_err(AwsError::internal)?;
            }
        }
        Ok(())
    }

    async fn retire(
        &self,
        issued: Vec<crate::credentials::Credential>,
        account: &Account,
    ) -> Result<(), AwsError> {
        let lasting: Vec<_> = issued
            .into_iter()
            .filter(|c| c.session.is_none() && c.access_key != account.root_access_key)
            .collect();
        for batch in lasting.chunks(1_000) {
            self.store
                .transact(|tx| {
                    for credential in batch {
                        let mut retired = credential.clone();
                        retired.status = crate::credentials::Status::Deleted;
                        crate::credentials::issue(tx, &retired)?;
                    }
                    Ok::<_, AwsError>(())
                })
                .await?;
        }
        Ok(())
    }
}

struct AbortOnDrop(tokio::task::AbortHandle);

impl AbortOnDrop {
    fn spawn(work: impl Future<Output = ()> + Send + 'static) -> AbortOnDrop {
        AbortOnDrop(tokio::spawn(work).abort_handle())
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Entry {
    fn of(service: Arc<dyn Service>) -> Entry {
        let operations = service
            .operations()
            .into_iter()
            .map(|registered| (registered.name, registered.handler))
            .collect();
        Entry {
            service,
            operations,
        }
    }
}
