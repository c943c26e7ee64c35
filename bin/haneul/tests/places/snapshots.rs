//! A snapshot carries the bytes from any place into any other.

use crate::cloud::Cloud;
use crate::conformance::sample;

const OBJECTS: [(&str, usize); 3] = [("row", 100), ("block", 200_000), ("parts", 9 << 20)];

async fn check(cloud: &Cloud) {
    for (key, len) in OBJECTS {
        assert!(cloud.get("shop", key).await.body == sample(len), "{key}");
    }
}

#[tokio::test]
async fn from_files_into_an_object_store_and_back() {
    let dir = tempfile::tempdir().unwrap();
    let (first, second) = (dir.path().join("first"), dir.path().join("second"));
    let own = Cloud::start(&[]);
    own.put("shop", "", b"").await;
    for (key, len) in OBJECTS {
        assert_eq!(own.put("shop", key, &sample(len)).await.status, 200);
    }
    own.snapshot("save", &first);

    let store = Cloud::store().await;
    let stored = Cloud::on(&store.address(&store.host));
    stored.put("other", "", b"").await;
    stored.put("other", "gone", &sample(300_000)).await;
    // Twice: what is there already is no hindrance.
    stored.snapshot("load", &first);
    stored.snapshot("load", &first);
    check(&stored).await;
    assert_eq!(stored.get("other", "gone").await.status, 404);
    stored.snapshot("save", &second);

    let shared = dir.path().join("shared");
    let back = Cloud::on(&format!("file://{}", shared.display()));
    back.snapshot("load", &second);
    check(&back).await;
    own.snapshot("load", &second);
    check(&own).await;
}
