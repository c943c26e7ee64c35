//! Random transactions do what they would do to a plain map.

use haneul_store::{KeyRange, Store};
use proptest::prelude::*;
use std::collections::BTreeMap;

type Model = BTreeMap<Vec<u8>, Vec<u8>>;

#[derive(Clone, Debug)]
enum Step {
    Put(u8, u16),
    Delete(u8),
    DeleteRange(u8, u8),
    Get(u8),
    Scan(u8, u8, usize, bool),
}

fn steps() -> impl Strategy<Value = Vec<(Vec<Step>, bool)>> {
    let key = || 0u8..40;
    let step = prop_oneof![
        4 => (key(), any::<u16>()).prop_map(|(key, value)| Step::Put(key, value)),
        2 => key().prop_map(Step::Delete),
        1 => (key(), key()).prop_map(|(from, to)| Step::DeleteRange(from, to)),
        2 => key().prop_map(Step::Get),
        3 => (key(), key(), 0usize..12, any::<bool>()).prop_map(|(from, to, limit, reverse)| Step::Scan(from, to, limit, reverse)),
    ];
    let transaction = (
        prop::collection::vec(step, 1..12),
        prop::bool::weighted(0.8),
    );
    prop::collection::vec(transaction, 1..24)
}

fn run(store: &Store, steps: Vec<(Vec<Step>, bool)>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let mut model = Model::new();
    for (steps, commit) in steps {
        let mut tx = store.begin().unwrap();
        let mut changed = model.clone();
        for step in steps {
            take(step, &mut tx, &mut changed);
        }
        if commit {
            runtime.block_on(store.commit(tx)).unwrap();
            model = changed;
        }
    }
    let rows = store
        .begin()
        .unwrap()
        .scan(KeyRange::all(), usize::MAX, false)
        .unwrap();
    let rows: Model = rows
        .into_iter()
        .map(|(key, value)| (key, value.to_vec()))
        .collect();
    assert_eq!(rows, model);
}

fn take(step: Step, tx: &mut haneul_store::Tx, model: &mut Model) {
    match step {
        Step::Put(key, value) => {
            let value = value.to_be_bytes().to_vec();
            tx.put(&[key], value.clone()).unwrap();
            model.insert(vec![key], value);
        }
        Step::Delete(key) => {
            tx.delete(&[key]).unwrap();
            model.remove(&[key][..]);
        }
        Step::DeleteRange(from, to) => {
            let before = model.len();
            model.retain(|key, _| !(from..to).contains(&key[0]));
            let gone = tx.delete_range(KeyRange::new([from], [to])).unwrap();
            assert_eq!(gone, before - model.len());
        }
        Step::Get(key) => {
            let found = tx.get(&[key]).unwrap().map(|value| value.to_vec());
            assert_eq!(found.as_ref(), model.get(&[key][..]));
        }
        Step::Scan(from, to, limit, reverse) => {
            let inside = model.iter().filter(|(key, _)| (from..to).contains(&key[0]));
            let mut expected: Vec<_> = inside
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
            if reverse {
                expected.reverse();
            }
            expected.truncate(limit);
            let found = tx
                .scan(KeyRange::new([from], [to]), limit, reverse)
                .unwrap();
            let found: Vec<_> = found
                .into_iter()
                .map(|(key, value)| (key, value.to_vec()))
                .collect();
            assert_eq!(found, expected);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn memory_is_a_map(steps in steps()) {
        run(&Store::memory(), steps);
    }

    #[test]
    fn keys_keep_their_order(a in (any::<String>(), any::<i64>()), b in (any::<String>(), any::<i64>())) {
        use haneul_store::{OwnedKey, key_bytes};
        let (ka, kb) = (key_bytes(&a), key_bytes(&b));
        prop_assert_eq!(ka.cmp(&kb), a.cmp(&b));
        prop_assert_eq!(<(String, i64)>::decode(&mut ka.as_slice()).unwrap(), a);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_disk_is_a_map(steps in steps()) {
        let dir = tempfile::tempdir().unwrap();
        run(&Store::open(dir.path()).unwrap(), steps);
    }
}
