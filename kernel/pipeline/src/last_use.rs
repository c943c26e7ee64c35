//! When keys, users and roles were last used, and what for.
//!
//! Each call is noted in memory; the store hears of a key or an operation again at most once in
//! some minutes. Whoever asks gets the newer of the two, so one process always tells the truth, and
//! another knows of it minutes later, as in AWS.

use crate::credentials::{self, GLOBAL};
use crate::cx::Call;
use crate::error::AwsError;
use crate::identity::Identity;
use haneul_policy::PrincipalKind;
use haneul_store::{Scope, Span, Store, StoreError, Stored, Table, Tx};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// By access key.
static OF_KEYS: Table<String, LastUse> = Table::new("key_use");

/// In the account's scope, by unique id, service and operation.
static OF_PRINCIPALS: Table<(String, String, String), LastUse> = Table::new("principal_use");

/// By the cloud's clock.
const WRITTEN_EVERY: SignedDuration = SignedDuration::from_mins(5);
/// Uses written in one transaction.
const BATCH: usize = 1_000;
/// Uses kept in memory; beyond that, those go that the store knows.
const KEPT: usize = 20_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LastUse {
    pub at: Timestamp,
    pub region: String,
    /// Model id.
    pub service: String,
    pub operation: String,
}

impl Stored for LastUse {
    const VERSION: u32 = 1;
}

/// A use, and when the store last heard of it.
struct Noted {
    at: Timestamp,
    region: String,
    service: &'static str,
    operation: &'static str,
    written: Option<Timestamp>,
}

impl Noted {
    fn of(call: &Call) -> Noted {
        Noted {
            at: call.now,
            region: call.region.clone(),
            service: call.service,
            operation: call.operation,
            written: None,
        }
    }

    fn again(&mut self, call: &Call) {
        self.at = call.now;
        self.service = call.service;
        self.operation = call.operation;
        if self.region != call.region {
            self.region.clone_from(&call.region);
        }
    }

    fn is_due(&self, all: bool) -> bool {
        match self.written {
            None => true,
            Some(written) if all => written != self.at,
            Some(written) => self.at.duration_since(written).abs() >= WRITTEN_EVERY,
        }
    }

    fn told(&self) -> LastUse {
        LastUse {
            at: self.at,
            region: self.region.clone(),
            service: self.service.to_owned(),
            operation: self.operation.to_owned(),
        }
    }
}

/// What one user or role did, by service and operation.
struct Principal {
    partition: String,
    account: String,
    uses: FxHashMap<(&'static str, &'static str), Noted>,
}

#[derive(Default)]
struct Memory {
    keys: FxHashMap<String, Noted>,
    principals: FxHashMap<String, Principal>,
}

#[derive(Default)]
pub struct LastUses(Mutex<Memory>);

/// What the store is to be told: of a key, or of a user or role.
enum News {
    Key(String, LastUse),
    Principal {
        partition: String,
        account: String,
        id: String,
        told: LastUse,
    },
}

impl LastUses {
    /// Notes a call of somebody with a key. It costs two looks, and no memory the second time.
    pub(crate) fn note(&self, call: &Call) {
        let caller = &call.caller;
        let principal = &caller.principal;
        let who = match principal.kind {
            PrincipalKind::User => Some(principal.user_id.as_str()),
            PrincipalKind::AssumedRole { .. } => principal.user_id.split(':').next(),
            PrincipalKind::Root => None,
            _ => return,
        };
        let mut memory = self.0.lock();
        if caller.session.is_none() {
            match memory.keys.get_mut(&caller.access_key) {
                Some(noted) => noted.again(call),
                None => {
                    _ = memory
                        .keys
                        .insert(caller.access_key.clone(), Noted::of(call))
                }
            }
        }
        let Some(who) = who else {
            return;
        };
        if !memory.principals.contains_key(who) {
            let new = Principal {
                partition: caller.partition.clone(),
                account: principal.account.clone(),
                uses: FxHashMap::default(),
            };
            memory.principals.insert(who.to_owned(), new);
        }
        let uses = memory.principals.get_mut(who).map(|known| &mut known.uses);
        let place = uses.map(|uses| uses.entry((call.service, call.operation)));
        if let Some(place) = place {
            place
                .and_modify(|noted| noted.again(call))
                .or_insert_with(|| Noted::of(call));
        }
    }

    pub fn of_key(&self, tx: &mut Tx, key: &str) -> Result<Option<LastUse>, StoreError> {
        let stored = OF_KEYS.get(tx, GLOBAL, &key.to_owned())?;
        let noted = self.0.lock().keys.get(key).map(Noted::told);
        Ok(stored.into_iter().chain(noted).max_by_key(|used| used.at))
    }

    /// What a user or role did last, one entry for each operation.
    pub fn of(&self, tx: &mut Tx, scope: Scope, id: &str) -> Result<Vec<LastUse>, StoreError> {
        let rows = OF_PRINCIPALS.scan(tx, scope, Span::prefix(id), usize::MAX, false)?;
        let mut all: HashMap<(String, String), LastUse> = HashMap::new();
        let stored = rows.into_iter().map(|(_, used)| used);
        let noted: Vec<LastUse> = match self.0.lock().principals.get(id) {
            Some(known) => known.uses.values().map(Noted::told).collect(),
            None => Vec::new(),
        };
        for used in stored.chain(noted) {
            let place = (used.service.clone(), used.operation.clone());
            let newest = all.entry(place).or_insert_with(|| used.clone());
            if newest.at < used.at {
                *newest = used;
            }
        }
        let mut all: Vec<LastUse> = all.into_values().collect();
        all.sort_by(|a, b| (&a.service, &a.operation).cmp(&(&b.service, &b.operation)));
        Ok(all)
    }

    /// Forgets a user or role that is being deleted.
    pub fn forget_principal(&self, tx: &mut Tx, scope: Scope, id: &str) -> Result<(), StoreError> {
        self.0.lock().principals.remove(id);
        let rows = OF_PRINCIPALS.scan(tx, scope, Span::prefix(id), usize::MAX, false)?;
        for (place, _) in rows {
            OF_PRINCIPALS.delete(tx, scope, &place)?;
        }
        Ok(())
    }

    /// Tells the store what is due, or `all` that it does not know.
    pub(crate) async fn flush(
        &self,
        store: &Store,
        identity: &dyn Identity,
        all: bool,
    ) -> Result<(), AwsError> {
        let crowded = self.0.lock().count() > KEPT;
        let news = self.0.lock().due(all || crowded);
        for batch in news.chunks(BATCH) {
            let gone = store.transact(|tx| write(tx, identity, batch)).await?;
            let mut memory = self.0.lock();
            memory.note_written(batch);
            memory.principals.retain(|id, _| !gone.contains(id));
        }
        if crowded {
            self.0.lock().forget_written();
        }
        Ok(())
    }

    /// Drops everything, when the cloud is emptied.
    pub(crate) fn forget(&self) {
        *self.0.lock() = Memory::default();
    }
}

impl Memory {
    fn count(&self) -> usize {
        let uses = self.principals.values().map(|known| known.uses.len());
        self.keys.len() + uses.sum::<usize>()
    }

    fn due(&self, all: bool) -> Vec<News> {
        let keys = self.keys.iter().filter(|(_, noted)| noted.is_due(all));
        let keys = keys.map(|(key, noted)| News::Key(key.clone(), noted.told()));
        let mut news: Vec<News> = keys.collect();
        for (id, known) in &self.principals {
            let due = known.uses.values().filter(|noted| noted.is_due(all));
            news.extend(due.map(|noted| News::Principal {
                partition: known.partition.clone(),
                account: known.account.clone(),
                id: id.clone(),
                told: noted.told(),
            }));
        }
        news
    }

    fn note_written(&mut self, news: &[News]) {
        for one in news {
            let (id, told) = match one {
                News::Key(key, told) => {
                    if let Some(noted) = self.keys.get_mut(key) {
                        noted.written = Some(told.at);
                    }
                    continue;
                }
                News::Principal { id, told, .. } => (id, told),
            };
            let uses = self
                .principals
                .get_mut(id)
                .map(|known| known.uses.values_mut());
            let same = |noted: &&mut Noted| {
                (noted.service, noted.operation) == (&*told.service, &*told.operation)
            };
            if let Some(noted) = uses.and_then(|mut uses| uses.find(same)) {
                noted.written = Some(told.at);
            }
        }
    }

    fn forget_written(&mut self) {
        let unknown = |noted: &Noted| noted.written != Some(noted.at);
        self.keys.retain(|_, noted| unknown(noted));
        for known in self.principals.values_mut() {
            known.uses.retain(|_, noted| unknown(noted));
        }
        self.principals.retain(|_, known| !known.uses.is_empty());
    }
}

/// The ids of those who are gone: their sessions may call, and be refused, for a while yet, and what
/// was noted of them may come after they were deleted. Nothing of it comes back.
fn write(tx: &mut Tx, identity: &dyn Identity, news: &[News]) -> Result<HashSet<String>, AwsError> {
    let mut there: HashMap<&str, bool> = HashMap::new();
    for one in news {
        match one {
            News::Key(key, told) => {
                let newer = |old: LastUse| old.at < told.at;
                // Keys that nobody issued may be called anything; the store does not remember them.
                if credentials::find(tx, key)?.is_some()
                    && OF_KEYS.get(tx, GLOBAL, key)?.is_none_or(newer)
                {
                    OF_KEYS.put(tx, GLOBAL, key, told)?;
                }
            }
            News::Principal {
                partition,
                account,
                id,
                told,
            } => {
                let known = match there.get(id.as_str()) {
                    Some(known) => *known,
                    None => identity.knows(tx, partition, account, id)?,
                };
                there.insert(id, known);
                if !known {
                    continue;
                }
                let newer = |old: LastUse| old.at < told.at;
                let scope = Scope::new(partition, account, "");
                let place = (id.clone(), told.service.clone(), told.operation.clone());
                if OF_PRINCIPALS.get(tx, scope, &place)?.is_none_or(newer) {
                    OF_PRINCIPALS.put(tx, scope, &place, told)?;
                }
            }
        }
    }
    let gone = there.into_iter().filter(|(_, known)| !known);
    Ok(gone.map(|(id, _)| id.to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caller::Caller;
    use crate::cx::RequestInfo;
    use crate::identity::{IdentityPolicies, RoleFacts};
    use haneul_policy::Principal;
    use haneul_runtime::Random;
    use haneul_runtime::ids::RequestId;
    use std::sync::Arc;

    fn call(second: i64, operation: &'static str) -> Call {
        let now = Timestamp::from_second(second).unwrap();
        let mut caller = Caller::root("aws", "111122223333", "AKIAEXAMPLE");
        caller.principal = Principal {
            kind: PrincipalKind::User,
            user_id: "AIDAEXAMPLE".to_owned(),
            ..caller.principal
        };
        Call {
            id: RequestId::new(&Random::seeded(1), now),
            partition: "aws".to_owned(),
            account: "111122223333".to_owned(),
            region: "us-east-1".to_owned(),
            caller: Arc::new(caller),
            service: "sqs",
            operation,
            request: RequestInfo::default(),
            now,
            delivers: None,
        }
    }

    /// Knows all ids, or none.
    struct Everybody;
    struct Nobody;

    impl Identity for Everybody {
        fn policies(
            &self,
            _: &mut Tx,
            _: &str,
            _: &Principal,
        ) -> Result<IdentityPolicies, AwsError> {
            Ok(IdentityPolicies::default())
        }

        fn role(&self, _: &mut Tx, _: &str) -> Result<Option<RoleFacts>, AwsError> {
            Ok(None)
        }

        fn version(&self, _: &Store, _: &str, _: &str) -> u64 {
            0
        }
    }

    impl Identity for Nobody {
        fn policies(
            &self,
            _: &mut Tx,
            _: &str,
            _: &Principal,
        ) -> Result<IdentityPolicies, AwsError> {
            Ok(IdentityPolicies::default())
        }

        fn role(&self, _: &mut Tx, _: &str) -> Result<Option<RoleFacts>, AwsError> {
            Ok(None)
        }

        fn knows(&self, _: &mut Tx, _: &str, _: &str, _: &str) -> Result<bool, AwsError> {
            Ok(false)
        }

        fn version(&self, _: &Store, _: &str, _: &str) -> u64 {
            0
        }
    }

    /// What is noted of somebody after they were deleted goes nowhere.
    #[tokio::test]
    async fn uses_of_the_deleted_do_not_come_back() {
        let store = Store::memory();
        let uses = LastUses::default();
        uses.note(&call(1_000, "ListQueues"));
        uses.flush(&store, &Nobody, true).await.unwrap();
        assert_eq!(stored(&store), Vec::<i64>::new());
        assert!(uses.0.lock().principals.is_empty());
    }

    fn stored(store: &Store) -> Vec<i64> {
        let scope = Scope::new("aws", "111122223333", "");
        let rows = store.read(|tx| OF_PRINCIPALS.scan(tx, scope, Span::all(), 9, false));
        rows.unwrap()
            .into_iter()
            .map(|(_, used)| used.at.as_second())
            .collect()
    }

    #[tokio::test]
    async fn the_store_hears_of_it_once_in_some_minutes_and_whoever_asks_at_once() {
        let store = Store::memory();
        let uses = LastUses::default();
        let asked = |uses: &LastUses| {
            let scope = Scope::new("aws", "111122223333", "");
            let found = store.read(|tx| uses.of(tx, scope, "AIDAEXAMPLE")).unwrap();
            found
                .iter()
                .map(|used| used.at.as_second())
                .collect::<Vec<_>>()
        };
        for (second, written) in [
            (1_000, 1_000),
            (1_100, 1_000),
            (1_299, 1_000),
            (1_300, 1_300),
        ] {
            uses.note(&call(second, "ListQueues"));
            uses.flush(&store, &Everybody, false).await.unwrap();
            assert_eq!(stored(&store), [written]);
            assert_eq!(asked(&uses), [second]);
        }
        uses.note(&call(1_301, "ListQueues"));
        uses.flush(&store, &Everybody, true).await.unwrap();
        assert_eq!(stored(&store), [1_301]);
        // Another process has only what the store knows, and does not take it back.
        let other = LastUses::default();
        other.note(&call(1_200, "ListQueues"));
        other.flush(&store, &Everybody, true).await.unwrap();
        assert_eq!(asked(&other), [1_301]);
        // A key that nobody issued leaves nothing.
        let key = store
            .read(|tx| OF_KEYS.get(tx, GLOBAL, "AKIAEXAMPLE"))
            .unwrap();
        assert_eq!(key, None);
    }
}
