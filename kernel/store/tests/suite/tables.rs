//! Typed rows.

use haneul_store::{
    Index, Result, Scope, Span, Store, StoreError, Stored, Table, decode_body, key_bytes,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Debug, PartialEq, Clone)]
pub struct Item {
    owner: String,
    tags: Vec<String>,
    body: String,
}

impl Stored for Item {
    const VERSION: u32 = 1;
}

pub const ITEMS: Table<(u64, String), Item> = Table::new("items").with_indexes(&[
    Index::new("owner", |_, item: &Item| vec![key_bytes(&item.owner)]),
    Index::new("tag", |_, item: &Item| {
        item.tags.iter().map(key_bytes).collect()
    }),
]);
pub const NAMES: Table<String, Name> = Table::new("names");
const NAMES_BEFORE: Table<String, NameBefore> = Table::new("names");
const NAMES_WIDER: Table<String, NameWider> = Table::new("names");
const HERE: Scope<'static> = Scope::new("aws", "111111111111", "us-east-1");
const THERE: Scope<'static> = Scope::new("aws", "111111111111", "us-east-2");

#[derive(Serialize, Deserialize, Debug, PartialEq)]
pub struct Name {
    full: String,
}

impl Stored for Name {
    const VERSION: u32 = 2;
    fn migrate(version: u32, bytes: &[u8]) -> Result<Self> {
        match version {
            1 => decode_body::<NameBefore>(bytes).map(|old| Self {
                full: format!("{} {}", old.first, old.last),
            }),
            _ => Err(StoreError::Corrupt("no such version".into())),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct NameBefore {
    first: String,
    last: String,
}

impl Stored for NameBefore {
    const VERSION: u32 = 1;
}

#[derive(Serialize, Deserialize)]
struct NameWider {
    full: String,
    #[serde(default)]
    nick: Option<String>,
}

impl Stored for NameWider {
    const VERSION: u32 = 2;
}

pub fn item(owner: &str) -> Item {
    Item {
        owner: owner.into(),
        tags: vec!["t".into()],
        body: "b".into(),
    }
}

async fn put(store: &Store, scope: Scope<'_>, key: (u64, &str), item: &Item) {
    let done: Result<()> = store.transact(|tx| ITEMS.put(tx, scope, &key, item)).await;
    done.unwrap();
}

fn keys(rows: Vec<((u64, String), Item)>) -> Vec<String> {
    rows.into_iter()
        .map(|((n, text), _)| format!("{n}{text}"))
        .collect()
}

pub async fn rows_are_kept_apart(store: &Store) {
    put(store, HERE, (1, "a"), &item("x")).await;
    assert_eq!(
        store.read(|tx| ITEMS.get(tx, THERE, &(1u64, "a"))).unwrap(),
        None
    );
    assert_eq!(
        store.read(|tx| ITEMS.get(tx, HERE, &(1u64, "a"))).unwrap(),
        Some(item("x"))
    );
    assert!(
        store
            .read(|tx| ITEMS.exists(tx, HERE, &(1u64, "a")))
            .unwrap()
    );
    assert!(
        store
            .read(|tx| ITEMS.scan(tx, THERE, Span::all(), 9, false))
            .unwrap()
            .is_empty()
    );
    let twice = store
        .transact(|tx| Ok::<_, StoreError>((del(tx)?, del(tx)?)))
        .await
        .unwrap();
    assert_eq!(twice, (true, false));
    let broken = Scope::new("aws", "1\0", "r");
    assert!(
        store
            .read(|tx| ITEMS.exists(tx, broken, &(1u64, "a")))
            .is_err()
    );
}

fn del(tx: &mut haneul_store::Tx) -> Result<bool> {
    ITEMS.delete(tx, HERE, &(1u64, "a"))
}

pub async fn scopes_come_one_after_another(store: &Store) {
    let all = || {
        store
            .read(|tx| {
                let (mut all, mut after) = (Vec::new(), None::<[String; 3]>);
                loop {
                    let behind = after.as_ref().map(|[p, a, r]| Scope::new(p, a, r));
                    match Scope::next(behind, tx)? {
                        Some(next) => all.push(next.join("/")),
                        None => return Ok::<_, StoreError>(all),
                    }
                    after = all.last().map(|name: &String| {
                        let mut parts = name.split('/').map(str::to_owned);
                        std::array::from_fn(|_| parts.next().unwrap())
                    });
                }
            })
            .unwrap()
    };
    assert!(all().is_empty());
    for scope in [THERE, HERE, Scope::new("", "", ""), Scope::global("aws")] {
        for key in [(1, "a"), (2, "b")] {
            put(store, scope, key, &item("x")).await;
        }
    }
    let known = [
        "//",
        "aws//",
        "aws/111111111111/us-east-1",
        "aws/111111111111/us-east-2",
    ];
    assert_eq!(all(), known);
}

pub async fn spans_select(store: &Store) {
    for key in [
        (1, "a"),
        (1, "a\0b"),
        (1, "ab"),
        (1, "b"),
        (2, "a"),
        (300, "z"),
    ] {
        put(store, HERE, key, &item("x")).await;
    }
    let scan = |span: Span| {
        keys(
            store
                .read(|tx| ITEMS.scan(tx, HERE, span.clone(), 99, false))
                .unwrap(),
        )
    };
    assert_eq!(
        scan(Span::all()),
        ["1a", "1a\0b", "1ab", "1b", "2a", "300z"]
    );
    assert_eq!(scan(Span::prefix(&1u64)), ["1a", "1a\0b", "1ab", "1b"]);
    assert_eq!(scan(Span::starts_with(&1u64, "a")), ["1a", "1a\0b", "1ab"]);
    assert_eq!(scan(Span::prefix(&(1u64, "a"))), ["1a"]);
    assert_eq!(scan(Span::all().after(&(1u64, "ab"))), ["1b", "2a", "300z"]);
    assert_eq!(scan(Span::prefix(&1u64).after(&(1u64, "ab"))), ["1b"]);
    assert_eq!(
        scan(Span::all().from(&(1u64, "ab")).before(&(2u64, "b"))),
        ["1ab", "1b", "2a"]
    );
    assert_eq!(scan(Span::prefix(&1u64).after_starting(&1u64, "a")), ["1b"]);
    assert_eq!(scan(Span::all().after_prefix(&1u64)), ["2a", "300z"]);
    let last = store
        .read(|tx| ITEMS.scan(tx, HERE, Span::prefix(&1u64), 1, true))
        .unwrap();
    assert_eq!(keys(last), ["1b"]);
    let next = store
        .read(|tx| ITEMS.first_after(tx, HERE, &(1u64, "b")))
        .unwrap();
    assert_eq!(keys(next.into_iter().collect()), ["2a"]);
}

pub async fn large_rows_are_cut(store: &Store) {
    let mut big = item("x");
    for size in [90_000, 90_001, 400_000, 15 << 20, 100, 200_000] {
        big.body = "y".repeat(size);
        put(store, HERE, (1, "a"), &big).await;
        let found = store.read(|tx| ITEMS.get(tx, HERE, &(1u64, "a"))).unwrap();
        assert!(found.is_some_and(|found| found == big));
    }
    let rows = store
        .read(|tx| ITEMS.scan(tx, HERE, Span::all(), 9, false))
        .unwrap();
    assert_eq!(rows.len(), 1);
    big.body = "y".repeat(17 << 20);
    let refused = store
        .transact(|tx| ITEMS.put(tx, HERE, &(2u64, "a"), &big))
        .await;
    assert!(matches!(refused, Err(StoreError::TooLarge)));
    let gone: Result<bool> = store
        .transact(|tx| ITEMS.delete(tx, HERE, &(1u64, "a")))
        .await;
    assert!(gone.unwrap());
    let left: Result<_> = store.read(|tx| tx.scan(haneul_store::KeyRange::all(), 9, false));
    assert!(
        left.unwrap().is_empty(),
        "pieces and index entries go with their row"
    );
}

pub async fn indexes_follow(store: &Store) {
    let by = |name: &str, key: &str| {
        keys(
            store
                .read(|tx| ITEMS.by_index(tx, HERE, name, &key_bytes(key), 9))
                .unwrap(),
        )
    };
    put(store, HERE, (1, "a"), &item("ann")).await;
    put(store, HERE, (2, "b"), &item("ann")).await;
    put(store, HERE, (3, "c"), &item("anna")).await;
    assert_eq!(by("owner", "ann"), ["1a", "2b"]);
    let mut moved = item("bob");
    moved.tags = vec!["t".into(), "u".into(), "u".into()];
    put(store, HERE, (1, "a"), &moved).await;
    assert_eq!(by("owner", "ann"), ["2b"]);
    assert_eq!(by("owner", "bob"), ["1a"]);
    assert_eq!(by("tag", "t"), ["1a", "2b", "3c"]);
    assert_eq!(by("tag", "u"), ["1a"]);
    let gone: Result<bool> = store
        .transact(|tx| ITEMS.delete(tx, HERE, &(1u64, "a")))
        .await;
    assert!(gone.unwrap());
    assert!(by("tag", "u").is_empty());
    let unknown = store.read(|tx| ITEMS.by_index(tx, HERE, "none", b"", 9));
    assert!(matches!(unknown, Err(StoreError::Misuse(_))));
}

pub async fn rows_migrate(store: &Store) {
    let old = NameBefore {
        first: "Ada".into(),
        last: "Lovelace".into(),
    };
    let done: Result<()> = store
        .transact(|tx| NAMES_BEFORE.put(tx, HERE, "ada", &old))
        .await;
    done.unwrap();
    let found = store.read(|tx| NAMES.get(tx, HERE, "ada")).unwrap();
    assert_eq!(found.unwrap().full, "Ada Lovelace");
    let newer = store
        .transact(|tx| NAMES.put(tx, HERE, "ada", &Name { full: "A".into() }))
        .await;
    newer.unwrap();
    let refused = store.read(|tx| NAMES_BEFORE.get(tx, HERE, "ada"));
    assert!(matches!(refused, Err(StoreError::Corrupt(_))));
}

pub async fn fields_may_be_added(store: &Store) {
    let done = store
        .transact(|tx| NAMES.put(tx, HERE, "a", &Name { full: "A".into() }))
        .await;
    done.unwrap();
    let mut wider = store
        .read(|tx| NAMES_WIDER.get(tx, HERE, "a"))
        .unwrap()
        .unwrap();
    assert_eq!(wider.nick, None);
    wider.nick = Some("B".into());
    store
        .transact(|tx| NAMES_WIDER.put(tx, HERE, "a", &wider))
        .await
        .unwrap();
    assert!(store.read(|tx| NAMES.get(tx, HERE, "a")).unwrap().is_some());
}
