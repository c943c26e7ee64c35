//! Users with a policy and a key: each change is there or not, and the key works.

use super::{Load, acknowledged};
use crate::Outcome;
use crate::chance::Chance;
use crate::client::{Call, Client};

const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:ListQueues","Resource":"*"}]}"#;

#[derive(Default)]
pub struct Iam {
    next: usize,
    users: Vec<User>,
    count: usize,
}

#[derive(Default)]
struct User {
    name: String,
    made: bool,
    policy: bool,
    key: Option<String>,
    deleting_policy: bool,
    policy_deleted: bool,
}

impl Load for Iam {
    fn name(&self) -> &'static str {
        "changes in IAM"
    }

    fn prepare(&mut self, _: &mut Client) -> Outcome<()> {
        Ok(())
    }

    fn write(&mut self, client: &mut Client, chance: &mut Chance) -> Outcome<()> {
        let name = format!("kill-{}", self.next);
        self.next += 1;
        self.users.push(User {
            name: name.clone(),
            ..User::default()
        });
        let user = self.users.last_mut().ok_or("it was just pushed")?;
        let named = ("UserName", name.as_str());
        acknowledged(client.send(&Call::iam("CreateUser", &[named]))?)?;
        user.made = true;
        self.count += 1;
        let policy = [named, ("PolicyName", "p"), ("PolicyDocument", POLICY)];
        acknowledged(client.send(&Call::iam("PutUserPolicy", &policy))?)?;
        user.policy = true;
        self.count += 1;
        let key = acknowledged(client.send(&Call::iam("CreateAccessKey", &[named]))?)?;
        user.key = key.element("AccessKeyId");
        self.count += 1;
        if chance.one_in(3) {
            user.deleting_policy = true;
            let policy = [named, ("PolicyName", "p")];
            acknowledged(client.send(&Call::iam("DeleteUserPolicy", &policy))?)?;
            user.policy_deleted = true;
            self.count += 1;
        }
        Ok(())
    }

    fn check(&mut self, client: &mut Client) -> Outcome<()> {
        for user in self.users.drain(..) {
            let named = ("UserName", user.name.as_str());
            let got = client.send(&Call::iam("GetUser", &[named]))?;
            if got.status != 200 {
                match user.made {
                    true => return Err(format!("user {} is lost", user.name).into()),
                    false => continue,
                }
            }
            let policies = client
                .expect(&Call::iam("ListUserPolicies", &[named]))?
                .text();
            let has_policy = policies.contains("<member>p</member>");
            if user.policy_deleted && has_policy {
                return Err(format!("a deleted policy of {} is back", user.name).into());
            }
            if user.policy && !user.deleting_policy && !has_policy {
                return Err(format!("the policy of {} is lost", user.name).into());
            }
            let keys = client
                .expect(&Call::iam("ListAccessKeys", &[named]))?
                .text();
            if let Some(key) = &user.key {
                if !keys.contains(key.as_str()) {
                    return Err(format!("the key of {} is lost", user.name).into());
                }
            }
            remove(client, &user.name, &keys, has_policy)?;
        }
        Ok(())
    }

    fn acknowledged(&self) -> usize {
        self.count
    }
}

/// Accounts hold a few thousand users.
fn remove(client: &mut Client, name: &str, keys: &str, has_policy: bool) -> Outcome<()> {
    let named = ("UserName", name);
    for key in keys.split("<AccessKeyId>").skip(1) {
        let key = key.split('<').next().unwrap_or_default();
        client.expect(&Call::iam(
            "DeleteAccessKey",
            &[named, ("AccessKeyId", key)],
        ))?;
    }
    if has_policy {
        client.expect(&Call::iam(
            "DeleteUserPolicy",
            &[named, ("PolicyName", "p")],
        ))?;
    }
    client.expect(&Call::iam("DeleteUser", &[named]))?;
    Ok(())
}
