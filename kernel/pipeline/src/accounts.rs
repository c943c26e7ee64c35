//! Accounts of this cloud. The first start makes one, with a root user and an access key.

use crate::credentials::{self, Credential, GLOBAL, Holder, Status};
use crate::error::AwsError;
use haneul_runtime::{Random, ids};
use haneul_store::{Span, Store, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

static ACCOUNTS: Table<String, Account> = Table::new("account").sealed();

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub id: String,
    pub partition: String,
    pub created: Timestamp,
    pub root_access_key: String,
    pub root_secret: String,
    /// Made later, for an organisation: nobody is shown its keys.
    #[serde(default)]
    pub is_opened: bool,
}

impl Stored for Account {
    const VERSION: u32 = 1;
}

/// The account whose keys the user is shown; made when there is none.
pub(crate) async fn first(
    store: &Store,
    random: &Random,
    now: Timestamp,
) -> Result<Account, AwsError> {
    let made = Account {
        id: number(random),
        partition: "aws".to_owned(),
        created: now,
        root_access_key: ids::access_key_id(random, "AKIA"),
        root_secret: ids::secret_access_key(random),
        is_opened: false,
    };
    // In one transaction: several nodes may start at once.
    store
        .transact(|tx| match known(tx)? {
            Some(account) => Ok(account),
            None => write(tx, &made).map(|()| made.clone()),
        })
        .await
}

/// The same where it must be there.
pub(crate) fn look(store: &Store) -> Result<Option<Account>, AwsError> {
    store.read(known)
}

fn known(tx: &mut Tx) -> Result<Option<Account>, AwsError> {
    let all = ACCOUNTS.scan(tx, GLOBAL, Span::all(), usize::MAX, false)?;
    let mut accounts = all.into_iter().map(|(_, account)| account);
    Ok(accounts.find(|account| !account.is_opened))
}

/// A further account, whose root user has no key. Answers its id.
pub fn open(
    tx: &mut Tx,
    random: &Random,
    partition: &str,
    now: Timestamp,
) -> Result<String, AwsError> {
    let mut id = number(random);
    while ACCOUNTS.exists(tx, GLOBAL, &id)? {
        id = number(random);
    }
    let account = Account {
        id: id.clone(),
        partition: partition.to_owned(),
        created: now,
        root_access_key: String::new(),
        root_secret: String::new(),
        is_opened: true,
    };
    ACCOUNTS.put(tx, GLOBAL, &id, &account)?;
    Ok(id)
}

fn number(random: &Random) -> String {
    (100_000_000_000 + random.below(900_000_000_000)).to_string()
}

/// Rises when accounts change.
pub(crate) fn version(store: &Store) -> u64 {
    let prefix = ACCOUNTS.prefix(GLOBAL).unwrap_or_default();
    store.watermark(&prefix)
}

/// Writes the account and its root key.
pub(crate) async fn install(store: &Store, account: &Account) -> Result<(), AwsError> {
    store.transact(|tx| write(tx, account)).await
}

fn write(tx: &mut Tx, account: &Account) -> Result<(), AwsError> {
    ACCOUNTS.put(tx, GLOBAL, &account.id, account)?;
    credentials::issue(
        tx,
        &Credential {
            access_key: account.root_access_key.clone(),
            secret: account.root_secret.clone(),
            partition: account.partition.clone(),
            account: account.id.clone(),
            status: Status::Active,
            holder: Holder::Root,
            created: account.created,
            session: None,
        },
    )?;
    Ok(())
}
