//! What every engine must do, over PostgreSQL: the suite of the store itself.

#[path = "../../store/tests/suite/mod.rs"]
mod suite;

use haneul_store::Store;
use haneul_store_postgres::PostgresConfig;

fn fresh() -> Store {
    haneul_store_postgres::open(&PostgresConfig::new(haneul_testkit_postgres::fresh_schema()))
        .unwrap()
}

macro_rules! conformance {
    ($($group:ident: $($name:ident),*;)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $group() {
                $(
                    println!(stringify!($name));
                    crate::suite::$group::$name(&fresh()).await;
                )*
            }
        )*
    };
}

conformance! {
    bytes: order_and_bounds, own_writes, limits_and_reverse, delete_range_deletes, misuse_is_refused, size_limits;
    isolation: snapshots_stand_still, a_read_key_conflicts, a_phantom_conflicts, behind_the_limit_is_no_conflict,
        blind_writes_do_not_conflict, untracked_reads_do_not_conflict, a_counter_counts, write_skew_is_impossible;
    signals: a_watch_wakes, a_watch_misses_nothing, watches_are_cleaned_up, watermarks_rise;
    tables: rows_are_kept_apart, scopes_come_one_after_another, spans_select, large_rows_are_cut, indexes_follow, rows_migrate, fields_may_be_added;
    gaps: a_queue_head_stays_quick, puts_into_gaps_are_seen;
    dump: an_export_can_be_imported, a_damaged_export_is_refused, clear_clears;
}

/// Callers that wait in the only thread of their runtime, or in none.
#[test]
fn any_thread_may_call() {
    let store = fresh();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(suite::put(&store, &[("a", "1")]));
    let get = || {
        store
            .read::<_, haneul_store::StoreError>(|tx| tx.get(b"a"))
            .unwrap()
    };
    assert_eq!(get().unwrap(), "1");
    assert_eq!(runtime.block_on(async { get() }).unwrap(), "1");
}
