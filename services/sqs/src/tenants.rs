//! Which tenants (message groups) of a standard queue have how much in flight, as far as this
//! process handed it out. Only hints: they decide who comes first, not who comes at all.

use parking_lot::Mutex;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// Messages remembered; the oldest are forgotten first.
const REMEMBERED: usize = 1_024;
/// A tenant with fewer messages in flight is never noisy.
const FEW: usize = 10;
/// Nor is one with less than this part of all that is in flight.
const SHARE: usize = 10;

pub type Noisy = HashSet<Arc<str>>;

#[derive(Default)]
pub struct Tenants(Mutex<Flying>);

#[derive(Default)]
struct Flying {
    /// Tenant, and until when the message is hidden.
    messages: HashMap<u128, (Arc<str>, i64)>,
    order: VecDeque<u128>,
}

impl Tenants {
    pub fn took(&self, tenant: &str, id: u128, until: i64) {
        let mut flying = self.0.lock();
        if flying.messages.insert(id, (tenant.into(), until)).is_none() {
            flying.order.push_back(id);
        }
        while flying.order.len() > REMEMBERED {
            if let Some(oldest) = flying.order.pop_front() {
                flying.messages.remove(&oldest);
            }
        }
    }

    pub fn ended(&self, id: u128) {
        self.0.lock().messages.remove(&id);
    }

    /// Tenants with far more in flight than others could have.
    pub fn noisy(&self, now: i64) -> Noisy {
        let mut flying = self.0.lock();
        if flying.messages.len() < FEW {
            return Noisy::new();
        }
        flying.messages.retain(|_, (_, until)| *until > now);
        let Flying { messages, order } = &mut *flying;
        order.retain(|id| messages.contains_key(id));
        let mut counts: HashMap<&Arc<str>, usize> = HashMap::new();
        for (tenant, _) in messages.values() {
            *counts.entry(tenant).or_default() += 1;
        }
        let all = messages.len();
        let noisy = counts.into_iter();
        noisy
            .filter(|(_, count)| *count >= FEW && *count * SHARE >= all)
            .map(|(tenant, _)| tenant.clone())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_much_in_flight_is_noisy_until_it_ends() {
        let tenants = Tenants::default();
        for id in 0..30 {
            tenants.took("loud", id, 100);
        }
        tenants.took("quiet", 99, 100);
        let noisy = |now| {
            tenants
                .noisy(now)
                .iter()
                .map(|t| t.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(noisy(50), ["loud"]);
        for id in 0..25 {
            tenants.ended(id);
        }
        assert!(noisy(50).is_empty(), "it has five left");
        assert!(noisy(100).is_empty());
    }

    #[test]
    fn no_more_is_remembered_than_fits() {
        let tenants = Tenants::default();
        for id in 0..5_000 {
            tenants.took("loud", id, 100);
        }
        assert_eq!(tenants.0.lock().messages.len(), REMEMBERED);
    }
}
