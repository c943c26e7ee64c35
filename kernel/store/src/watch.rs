//! Waking those who wait for a commit.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::watch;

/// The channels someone watches; for engines.
#[derive(Clone, Default)]
pub struct Channels(Arc<Mutex<HashMap<String, watch::Sender<()>>>>);

impl Channels {
    pub fn watch(&self, channel: &str) -> Watch {
        let mut map = self.0.lock();
        let receiver = match map.get(channel) {
            Some(sender) => sender.subscribe(),
            None => {
                let (sender, receiver) = watch::channel(());
                map.insert(channel.to_owned(), sender);
                receiver
            }
        };
        Watch {
            channel: channel.to_owned(),
            receiver: Some(receiver),
            channels: self.clone(),
        }
    }

    /// Wakes everyone who watches one of these.
    pub fn wake<'a>(&self, channels: impl Iterator<Item = &'a String>) {
        let map = self.0.lock();
        if map.is_empty() {
            return;
        }
        for sender in channels.filter_map(|channel| map.get(channel)) {
            sender.send_replace(());
        }
    }

    /// Wakes everyone: what was missed is not known.
    pub fn wake_all(&self) {
        for sender in self.0.lock().values() {
            sender.send_replace(());
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.lock().is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.lock().len()
    }
}

/// Made before looking, awaited after looking: a commit in between is not missed.
pub struct Watch {
    channel: String,
    /// Always there until dropped.
    receiver: Option<watch::Receiver<()>>,
    channels: Channels,
}

impl Watch {
    /// Returns once a commit that notified this channel became durable since the watch was made
    /// or since the last call returned. May also return without one.
    pub async fn changed(&mut self) {
        let Some(receiver) = &mut self.receiver else {
            return;
        };
        if receiver.changed().await.is_err() {
            // The channel lives as long as one of its watches does.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut map = self.channels.0.lock();
        drop(self.receiver.take());
        if map
            .get(&self.channel)
            .is_some_and(|sender| sender.receiver_count() == 0)
        {
            map.remove(&self.channel);
        }
    }
}
