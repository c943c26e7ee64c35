//! Putting and reading records.

mod common;

use base64::prelude::{BASE64_STANDARD, Engine};
use common::{FIRST, text, texts, world, world_in, world_over};
use haneul_store::Store;
use serde_json::{Value as Json, json};

#[tokio::test]
async fn kds_2_records_of_a_key_are_read_in_the_order_put() {
    let world = world().await;
    world.stream("s", 4).await;
    let mut shards = Vec::new();
    let mut numbers = Vec::new();
    for n in 0..20 {
        let put = world.put("s", "player", &n.to_string()).await;
        shards.push(text(&put["ShardId"]));
        numbers.push(text(&put["SequenceNumber"]));
    }
    assert!(shards.iter().all(|shard| *shard == shards[0]));
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(numbers.iter().all(|number| number.len() == 56));
    let expected: Vec<String> = (0..20).map(|n| n.to_string()).collect();
    assert_eq!(world.all("s", &shards[0]).await, expected);
}

#[tokio::test]
async fn kds_1_every_consumer_reads_all_again_from_any_position() {
    let world = world().await;
    world.stream("s", 1).await;
    let first = world.put("s", "k", "one").await;
    world.seconds(10).await;
    let second_at = world.cloud.cloud.clock.now().as_second();
    world.put("s", "k", "two").await;
    for _ in 0..2 {
        assert_eq!(world.all("s", FIRST).await, ["one", "two"]);
    }
    let from = |kind: &str, more: Json| {
        let mut input = json!({"StreamName": "s", "ShardId": FIRST, "ShardIteratorType": kind});
        for (name, value) in more.as_object().unwrap() {
            input[name] = value.clone();
        }
        input
    };
    let number = json!({"StartingSequenceNumber": first["SequenceNumber"]});
    let mut got = Vec::new();
    for input in [
        from("AT_SEQUENCE_NUMBER", number.clone()),
        from("AFTER_SEQUENCE_NUMBER", number.clone()),
        from("AT_TIMESTAMP", json!({"Timestamp": second_at})),
        from("LATEST", json!({})),
    ] {
        let iterator = text(&world.ok("GetShardIterator", input).await["ShardIterator"]);
        assert!(iterator.len() <= 512);
        world.seconds(1).await;
        got.push(texts(&world.get(&iterator).await));
    }
    let expected: [&[&str]; 4] = [&["one", "two"], &["two"], &["two"], &[]];
    assert_eq!(got, expected);
    let wrong = from("LATEST", number);
    assert!(
        world
            .refusal("GetShardIterator", wrong)
            .await
            .contains("Request specified LATEST and also a StartingSequenceNumber.")
    );
}

#[tokio::test]
async fn an_iterator_that_waited_at_the_end_sees_what_comes() {
    let world = world().await;
    world.stream("s", 1).await;
    world.put("s", "k", "old").await;
    let iterator = world.iterator("s", FIRST, "LATEST").await;
    let got = world.get(&iterator).await;
    assert_eq!(
        (texts(&got).len(), &got["MillisBehindLatest"]),
        (0, &json!(0))
    );
    world.put("s", "k", "new").await;
    let got = world.get(&text(&got["NextShardIterator"])).await;
    assert_eq!(texts(&got), ["new"]);
    world.seconds(301).await;
    let late = json!({"ShardIterator": got["NextShardIterator"]});
    let refusal = world.refusal("GetRecords", late).await;
    assert!(
        refusal.starts_with("ExpiredIteratorException: Iterator expired."),
        "{refusal}"
    );
    let refusal = world
        .refusal("GetRecords", json!({"ShardIterator": "nonsense"}))
        .await;
    assert_eq!(refusal, "InvalidArgumentException: Invalid ShardIterator.");
}

#[tokio::test]
async fn a_batch_is_read_in_pages_and_says_how_far_behind() {
    let world = world().await;
    world.stream("s", 1).await;
    let records: Vec<Json> = (0..500)
        .map(|n| {
            let data = BASE64_STANDARD.encode(format!("{n:0>900}"));
            json!({"Data": data, "PartitionKey": format!("k{n}")})
        })
        .collect();
    let put = json!({"StreamName": "s", "Records": records});
    let answer = world.ok("PutRecords", put).await;
    assert_eq!(answer["FailedRecordCount"], 0);
    world.seconds(60).await;
    let iterator = world.iterator("s", FIRST, "TRIM_HORIZON").await;
    let page = json!({"ShardIterator": iterator, "Limit": 123});
    let page = world.ok("GetRecords", page).await;
    assert_eq!(texts(&page).len(), 123);
    assert_eq!(page["MillisBehindLatest"], 60_000);
    let rest = world.get(&text(&page["NextShardIterator"])).await;
    assert_eq!(texts(&rest).len(), 377);
    assert_eq!(texts(&rest)[0], format!("{:0>900}", 123));
    assert_eq!(rest["MillisBehindLatest"], 0);
    let number = |n: usize| text(&answer["Records"][n]["SequenceNumber"]);
    assert_eq!(page["Records"][7]["SequenceNumber"], json!(number(7)));
    assert!((1..500).all(|n| number(n - 1) < number(n)));
}

#[tokio::test]
async fn a_shard_takes_a_thousand_records_a_second() {
    let world = world().await;
    world.stream("s", 1).await;
    let records: Vec<Json> = (0..500)
        .map(|n| json!({"Data": "eA==", "PartitionKey": format!("k{n}")}))
        .collect();
    let put = json!({"StreamName": "s", "Records": records});
    let mut failed = Vec::new();
    for _ in 0..3 {
        let answer = world.ok("PutRecords", put.clone()).await;
        failed.push(answer["FailedRecordCount"].as_i64().unwrap());
        if failed.len() == 3 {
            assert_eq!(
                answer["Records"][0],
                json!({
                    "ErrorCode": "ProvisionedThroughputExceededException",
                    "ErrorMessage": format!(
                        "Rate exceeded for shard {FIRST} in stream s under account 111122223333."
                    )
                })
            );
        }
    }
    assert_eq!(failed, [0, 0, 500]);
    let one = json!({"StreamName": "s", "Data": "eA==", "PartitionKey": "k"});
    let refusal = world.refusal("PutRecord", one.clone()).await;
    assert!(
        refusal.starts_with("ProvisionedThroughputExceededException"),
        "{refusal}"
    );
    world.seconds(1).await;
    world.ok("PutRecord", one).await;
    let iterator = world.iterator("s", FIRST, "LATEST").await;
    for _ in 0..5 {
        world.get(&iterator).await;
    }
    let refusal = world
        .refusal("GetRecords", json!({"ShardIterator": iterator}))
        .await;
    assert!(
        refusal.starts_with("ProvisionedThroughputExceededException"),
        "{refusal}"
    );
}

#[tokio::test]
async fn sizes() {
    let world = world().await;
    world.stream("s", 1).await;
    let of = |bytes: usize| {
        let data = BASE64_STANDARD.encode(vec![b'x'; bytes]);
        json!({"StreamName": "s", "Data": data, "PartitionKey": "k"})
    };
    world.ok("PutRecord", of(1 << 20)).await;
    let refusal = world.refusal("PutRecord", of((1 << 20) + 1)).await;
    assert!(
        refusal.ends_with("Member must have length less than or equal to 1048576"),
        "{refusal}"
    );
    let size = json!({"StreamARN": world.arn("s"), "MaxRecordSizeInKiB": 10_240});
    world.ok("UpdateMaxRecordSize", size).await;
    world.seconds(20).await;
    world.ok("PutRecord", of(10 << 20)).await;
    world.seconds(20).await;
    world.put("s", "k", "after").await;
    let lengths: Vec<usize> = world
        .all("s", FIRST)
        .await
        .iter()
        .map(String::len)
        .collect();
    assert_eq!(lengths, [1 << 20, 10 << 20, 5]);
    let records =
        vec![json!({"Data": BASE64_STANDARD.encode(vec![0; 6 << 20]), "PartitionKey": "k"}); 2];
    let put = json!({"StreamName": "s", "Records": records});
    let refusal = world.refusal("PutRecords", put).await;
    assert!(
        refusal.starts_with("InvalidArgumentException: Records size exceeds"),
        "{refusal}"
    );
}

#[tokio::test]
async fn records_are_over_after_the_retention() {
    let world = world().await;
    world.stream("s", 1).await;
    let old = world.put("s", "k", "old").await;
    world.seconds(20 * 3_600).await;
    world.put("s", "k", "young").await;
    world.seconds(4 * 3_600 + 1).await;
    assert_eq!(world.all("s", FIRST).await, ["young"]);
    // Kept longer, what is gone stays gone.
    let hours = json!({"StreamName": "s", "RetentionPeriodHours": 48});
    world.ok("IncreaseStreamRetentionPeriod", hours).await;
    world.seconds(20 * 3_600).await;
    assert_eq!(world.all("s", FIRST).await, ["young"]);
    let input = json!({
        "StreamName": "s", "ShardId": FIRST, "ShardIteratorType": "AT_SEQUENCE_NUMBER",
        "StartingSequenceNumber": old["SequenceNumber"]
    });
    let iterator = text(&world.ok("GetShardIterator", input).await["ShardIterator"]);
    assert_eq!(texts(&world.get(&iterator).await), ["young"]);
    world.seconds(48 * 3_600).await;
    assert!(world.all("s", FIRST).await.is_empty());
}

#[tokio::test]
async fn explicit_hash_keys_choose_the_shard() {
    let world = world().await;
    world.stream("s", 2).await;
    let put = |hash: &str| json!({"StreamName": "s", "Data": "", "PartitionKey": "k", "ExplicitHashKey": hash});
    let first = world.ok("PutRecord", put("0")).await;
    let last = "340282366920938463463374607431768211455";
    let second = world.ok("PutRecord", put(last)).await;
    assert_eq!(first["ShardId"], FIRST);
    assert_eq!(second["ShardId"], "shardId-000000000001");
    let refusal = world
        .refusal("PutRecord", put("340282366920938463463374607431768211456"))
        .await;
    assert!(
        refusal.starts_with("InvalidArgumentException: Invalid ExplicitHashKey."),
        "{refusal}"
    );
}

#[tokio::test]
async fn s88_records_are_there_again_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    {
        let world = world_in(directory.path()).await;
        world.stream("s", 1).await;
        world.put("s", "k", "before").await;
    }
    let world = world_in(directory.path()).await;
    world.put("s", "k", "behind").await;
    assert_eq!(world.all("s", FIRST).await, ["before", "behind"]);
}

#[tokio::test]
async fn new_records_come_last_also_in_a_store_whose_versions_begin_anew() {
    let (old, new) = (Store::memory(), Store::memory());
    let world = world_over(old.clone()).await;
    world.stream("s", 1).await;
    for n in 0..40 {
        world.put("s", "k", &n.to_string()).await;
    }
    // As a snapshot is loaded: all rows in one transaction.
    let everything = haneul_store::KeyRange::new(vec![0], vec![0xff]);
    let rows = old.read::<_, haneul_store::StoreError>(|tx| {
        tx.scan_untracked(everything.clone(), usize::MAX, false)
    });
    let rows = rows.unwrap();
    let taken = new.transact::<_, haneul_store::StoreError>(|tx| {
        rows.iter()
            .try_for_each(|(key, value)| tx.put(key, value.clone()))
    });
    taken.await.unwrap();
    let again = world_over(new).await;
    again.put("s", "k", "last").await;
    let found = again.all("s", FIRST).await;
    assert_eq!((found.len(), found[40].as_str()), (41, "last"));
}

/// An iterator is read by whoever writes one: nothing in it may do harm.
#[tokio::test]
async fn made_up_iterators() {
    let world = world().await;
    world.stream("s", 1).await;
    world.put("s", "k", "1").await;
    let iterator = world.iterator("s", FIRST, "TRIM_HORIZON").await;
    let genuine: Json =
        serde_json::from_slice(&BASE64_STANDARD.decode(&iterator).unwrap()).unwrap();
    let with = |name: &str, value: Json| {
        let mut forged = genuine.clone();
        forged[name] = value;
        json!({"ShardIterator": BASE64_STANDARD.encode(forged.to_string())})
    };
    let old = world
        .refusal("GetRecords", with("m", json!(i64::MIN)))
        .await;
    assert!(old.starts_with("ExpiredIteratorException"), "{old}");
    let behind = world
        .ok("GetRecords", with("p", json!(u128::MAX.to_string())))
        .await;
    assert_eq!(behind["Records"], json!([]));
    let elsewhere = world.ok("GetRecords", with("s", json!(u32::MAX))).await;
    assert_eq!(elsewhere["Records"], json!([]));
    let another = world.refusal("GetRecords", with("i", json!(7))).await;
    assert!(
        another.starts_with("ResourceNotFoundException"),
        "{another}"
    );
    let token = json!({"of": "ListShards", "account": "111122223333", "name": "s", "after": "",
        "filter": "-1 0 0", "made": i64::MIN});
    let token = base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(token.to_string());
    let old = world
        .refusal("ListShards", json!({"NextToken": token}))
        .await;
    assert!(old.starts_with("ExpiredNextTokenException"), "{old}");
}
