//! What every engine must do: the same tests over each.

mod suite;

use haneul_store::Store;

/// A fresh store, and what keeps its directory.
struct Fresh {
    store: Store,
    _dir: Option<tempfile::TempDir>,
}

fn memory() -> Fresh {
    Fresh {
        store: Store::memory(),
        _dir: None,
    }
}

fn disk() -> Fresh {
    let dir = tempfile::tempdir().unwrap();
    Fresh {
        store: Store::open(dir.path()).unwrap(),
        _dir: Some(dir),
    }
}

macro_rules! conformance {
    ($($group:ident: $($name:ident),*;)*) => {
        mod on_memory {
            $($(#[tokio::test] async fn $name() {
                crate::suite::$group::$name(&crate::memory().store).await;
            })*)*
        }
        mod on_disk {
            $($(#[tokio::test(flavor = "multi_thread", worker_threads = 2)] async fn $name() {
                crate::suite::$group::$name(&crate::disk().store).await;
            })*)*
        }
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
