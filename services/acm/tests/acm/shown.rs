//! What the listeners of the cloud are given to show for a name.

use crate::cloud::*;
use haneul_blob::Blobs;
use haneul_certificate::{CERTIFICATE, PrivateKey, write};
use haneul_pipeline::{Cloud, Service};
use haneul_store::{Scope, Span, Stored, Table};
use haneul_testkit::{ACCOUNT, Client, NoIdentity, REGION, World, text};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

/// As PEM; its key is the one that fits it.
fn shown(cloud: &Cloud, name: &str, exact: bool) -> Option<String> {
    let certificates = cloud.certificates.as_ref().unwrap();
    let now = cloud.clock.now();
    let found = cloud
        .store
        .read(|tx| certificates.covering(tx, name, exact, now))
        .unwrap()?;
    let key = PrivateKey::of_pkcs8(&found.private).unwrap();
    let own = haneul_certificate::read(&found.chain[0]).unwrap();
    assert_eq!(key.public().unwrap(), own.public);
    Some(write(CERTIFICATE, &found.chain[0]))
}

fn version(cloud: &Cloud) -> u64 {
    cloud.certificates.as_ref().unwrap().version(&cloud.store)
}

async fn import(world: &World, own: &Own) -> String {
    text(&world.ok("ImportCertificate", own.import()).await["CertificateArn"])
}

async fn delete(world: &World, arn: &str) {
    let which = json!({"CertificateArn": arn});
    world.ok("DeleteCertificate", which).await;
}

#[tokio::test(start_paused = true)]
async fn the_newest_of_a_name_is_shown_and_its_own_before_a_wildcard_s() {
    let world = world().await;
    let cloud = &world.cloud.cloud;
    let is = |name: &str, own: Option<&Own>| {
        assert_eq!(shown(cloud, name, false), own.map(|own| own.pem.clone()));
    };
    let make = |seed, name, days| Own::make(seed, name, days, None, now(&world));
    let name = "shop.example.test";
    is(name, None);
    let wide = make(1, "*.EXAMPLE.test", 300);
    let wide_arn = import(&world, &wide).await;
    is(name, Some(&wide));
    assert_eq!(shown(cloud, name, true), None);
    is("example.test", None);
    is("a.shop.example.test", None);
    let first = make(2, name, 200);
    let first_arn = import(&world, &first).await;
    world.seconds(1).await;
    import(&world, &make(3, "*.example.test", 300)).await;
    is(name, Some(&first));
    let second = make(4, name, 100);
    let second_arn = import(&world, &second).await;
    is(name, Some(&second));
    let before = version(cloud);
    // The same moment: the clock of this test stands.
    let again = make(5, name, 100);
    let mut input = again.import();
    input["CertificateArn"] = json!(second_arn);
    world.ok("ImportCertificate", input).await;
    assert!(version(cloud) > before);
    is(name, Some(&again));
    let before = version(cloud);
    let tags = json!({"CertificateArn": second_arn, "Tags": [{"Key": "k", "Value": "v"}]});
    world.ok("AddTagsToCertificate", tags).await;
    assert_eq!(version(cloud), before);
    // What is over is not shown, nor what is gone.
    world.seconds(101 * 86_400).await;
    is(name, Some(&first));
    delete(&world, &second_arn).await;
    delete(&world, &first_arn).await;
    delete(&world, &wide_arn).await;
    assert!(shown(cloud, name, true).is_none() && shown(cloud, name, false).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_renewed_certificate_is_shown_with_its_new_key() {
    let world = world().await;
    let cloud = &world.cloud.cloud;
    let authority = private_authority(&world).await;
    let permission = json!({
        "CertificateAuthorityArn": authority, "Principal": "acm.amazonaws.com",
        "Actions": ["IssueCertificate", "GetCertificate", "ListPermissions"],
    });
    of_pca(&world, "CreatePermission", permission).await;
    let request = json!({
        "DomainName": "inside.example.com", "CertificateAuthorityArn": authority,
        "SubjectAlternativeNames": ["other.example.com"], "KeyAlgorithm": "EC_prime256v1",
    });
    let made = world.ok("RequestCertificate", request).await;
    let which = json!({"CertificateArn": made["CertificateArn"]});
    assert_eq!(shown(cloud, "other.example.com", false), None);
    world.seconds(2).await;
    let body = async || text(&world.ok("GetCertificate", which.clone()).await["Certificate"]);
    let first = body().await;
    assert_eq!(
        shown(cloud, "other.example.com", false),
        Some(first.clone())
    );
    let export = json!({"CertificateArn": which["CertificateArn"], "Passphrase": "c2VjcmV0"});
    world.ok("ExportCertificate", export).await;
    world.ok("RenewCertificate", which.clone()).await;
    world.seconds(3).await;
    let second = body().await;
    assert_ne!(first, second);
    assert_eq!(shown(cloud, "inside.example.com", true), Some(second));
}

/// Any row.
#[derive(Clone, Serialize, Deserialize)]
struct Row {}

impl Stored for Row {
    const VERSION: u32 = 1;
}

static NAMES: Table<(String, u64, String), Row> = Table::new("acm_name");
static CERTIFICATES: Table<String, Row> = Table::new("acm_certificate");
static COMPLETE: Table<u8, Row> = Table::new("acm_names_complete");

#[tokio::test(start_paused = true)]
async fn certificates_from_before_there_were_names_are_found() {
    let world = world().await;
    let cloud = &world.cloud.cloud;
    let own = Own::make(1, "old.example.com", 300, None, now(&world));
    import(&world, &own).await;
    world.seconds(61).await;
    let global = Scope::new("", "", "");
    let remove = cloud.store.transact(|tx| {
        assert!(COMPLETE.delete(tx, global, &0u8)?);
        for place in NAMES.keys(tx, global, Span::all(), 10, false)? {
            NAMES.delete(tx, global, &place)?;
        }
        Ok::<_, haneul_store::StoreError>(())
    });
    remove.await.unwrap();
    assert_eq!(shown(cloud, "old.example.com", false), None);
    world.seconds(61).await;
    assert_eq!(shown(cloud, "old.example.com", false), Some(own.pem));
    // One that a node of old deleted has left its name.
    let remove = cloud.store.transact(|tx| {
        let here = Scope::new("aws", ACCOUNT, REGION);
        for id in CERTIFICATES.keys(tx, here, Span::all(), 10, false)? {
            CERTIFICATES.delete(tx, here, &id)?;
        }
        Ok::<_, haneul_store::StoreError>(())
    });
    remove.await.unwrap();
    assert_eq!(shown(cloud, "old.example.com", false), None);
}

async fn node(url: &str, blobs: &Blobs, number: u64) -> Client {
    let services: Vec<Arc<dyn Service>> = vec![Arc::new(haneul_acm::Acm)];
    haneul_testkit::node(url, blobs, number, services, Arc::new(NoIdentity)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_imports_another_shows() {
    let url = haneul_testkit_postgres::fresh_schema();
    let blobs = Blobs::memory();
    let (one, two) = (node(&url, &blobs, 1).await, node(&url, &blobs, 2).await);
    let own = Own::make(1, "shop.example.test", 300, None, one.cloud.clock.now());
    let before = version(&two.cloud);
    let made: Json = one.must("acm", "ImportCertificate", own.import()).await;
    two.cloud.refresh(Duration::ZERO).await.unwrap();
    assert!(version(&two.cloud) > before);
    assert_eq!(shown(&two.cloud, "shop.example.test", true), Some(own.pem));
    let which = json!({"CertificateArn": made["CertificateArn"]});
    two.must("acm", "DeleteCertificate", which).await;
    one.cloud.refresh(Duration::ZERO).await.unwrap();
    assert_eq!(shown(&one.cloud, "shop.example.test", true), None);
}
