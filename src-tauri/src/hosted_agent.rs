//! The agent inside the app (L1): other programs ask at its socket, and the person is asked in the window.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_engine::Engine;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::program::{ApprovalView, ProgramQuestion, ProgramVerdict};
use tokio::sync::oneshot;

use crate::bridge::Bridge;

/// Questions on their way to the person. Cheap to clone; all clones are one.
#[derive(Clone)]
pub(crate) struct HostedAgent {
    bridge: Bridge,
    waiting: Arc<Mutex<HashMap<String, oneshot::Sender<ProgramVerdict>>>>,
    #[cfg(target_os = "linux")]
    serving: Arc<tokio::sync::Mutex<serving::Serving>>,
}

impl HostedAgent {
    pub(crate) fn new(bridge: Bridge) -> Self {
        Self {
            bridge,
            waiting: Arc::default(),
            #[cfg(target_os = "linux")]
            serving: Arc::default(),
        }
    }

    /// What the person says to a question.
    pub(crate) fn answer(&self, id: &str, verdict: ProgramVerdict) -> Result<(), UserError> {
        let gone = || UserError::new(ErrorCode::NotFound, "The program does not wait any more. It may ask again.");
        let waiting = self.lock().remove(id).ok_or_else(gone)?;
        waiting.send(verdict).map_err(|_| gone())
    }

    /// What the person allowed; nothing where no program can ask.
    #[cfg_attr(not(target_os = "linux"), expect(clippy::unused_async, reason = "there is nothing to wait for where there is no agent"))]
    pub(crate) async fn approvals(&self, engine: &Engine) -> Result<Vec<ApprovalView>, UserError> {
        #[cfg(target_os = "linux")]
        return engine.approvals().await;
        #[cfg(not(target_os = "linux"))]
        return Ok(Vec::new());
    }

    /// Takes back what the person allowed.
    #[cfg_attr(not(target_os = "linux"), expect(clippy::unused_async, reason = "there is nothing to wait for where there is no agent"))]
    pub(crate) async fn revoke(&self, engine: &Engine, id: &str) -> Result<(), UserError> {
        #[cfg(target_os = "linux")]
        return engine.revoke_approval(id).await;
        #[cfg(not(target_os = "linux"))]
        return Err(UserError::new(ErrorCode::NotFound, "No program was allowed anything here."));
    }

    /// Puts a question on the screen, until it is answered or nobody waits any more.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "nobody asks where there is no agent"))]
    fn ask(&self, question: ProgramQuestion) -> impl Future<Output = Option<ProgramVerdict>> + Send + use<> {
        let (send, verdict) = oneshot::channel();
        let open = Open { id: question.id.clone(), agent: self.clone() };
        self.lock().insert(question.id.clone(), send);
        self.bridge.tell(Event::ProgramAsks(question));
        async move {
            let _open = open;
            verdict.await.ok()
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, oneshot::Sender<ProgramVerdict>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A question leaves the screen with this, however it ended.
struct Open {
    id: String,
    agent: HostedAgent,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.agent.lock().remove(&self.id);
        self.agent.bridge.tell(Event::ProgramAnswered { id: self.id.clone() });
    }
}

#[cfg(target_os = "linux")]
mod serving {
    use std::pin::Pin;
    use std::sync::Arc;

    use countersign_engine::agent::{AgentOptions, Approver};
    use countersign_engine::{Engine, Home};
    use countersign_wire::program::{ProgramQuestion, ProgramVerdict};
    use tokio::sync::oneshot;

    use super::HostedAgent;

    /// What becomes of it, in this order.
    #[derive(Default)]
    pub(super) enum Serving {
        #[default]
        NotYet,
        Now(Running),
        /// The app is closing: nobody would end what begins now.
        Over,
    }

    /// An agent that answers.
    pub(super) struct Running {
        stop: oneshot::Sender<()>,
        task: tokio::task::JoinHandle<()>,
    }

    impl Approver for HostedAgent {
        fn ask(&self, question: ProgramQuestion) -> Pin<Box<dyn Future<Output = Option<ProgramVerdict>> + Send>> {
            Box::pin(HostedAgent::ask(self, question))
        }
    }

    impl HostedAgent {
        /// Begins to answer, unless it was stopped before. Where another agent does so already, that one goes on.
        pub(crate) async fn start(&self, engine: &Engine, home: Home) {
            let mut serving = self.serving.lock().await;
            if matches!(*serving, Serving::Over) {
                return;
            }
            let agent = match engine.open_agent(AgentOptions::usual(home, Arc::new(self.clone()))) {
                Ok(agent) => agent,
                Err(error) => return tracing::warn!(%error, "other programs get no tokens from this app"),
            };
            let (stop, stopped) = oneshot::channel();
            let task = tokio::spawn(async move {
                let stop = async {
                    let _app_is_gone = stopped.await;
                };
                if let Err(error) = agent.serve(stop, None).await {
                    tracing::warn!(%error, "other programs get no more tokens from this app");
                }
            });
            *serving = Serving::Now(Running { stop, task });
        }

        /// Ends it for good, so that its socket is taken away.
        pub(crate) async fn stop(&self) {
            let serving = std::mem::replace(&mut *self.serving.lock().await, Serving::Over);
            if let Serving::Now(Running { stop, task }) = serving {
                let _gone_already = stop.send(());
                let _broke_off = task.await;
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl HostedAgent {
    /// There is no agent on this system yet.
    #[expect(clippy::unused_async, reason = "as where there is one")]
    pub(crate) async fn start(&self, _: &countersign_engine::Engine, _: countersign_engine::Home) {}

    /// Nothing runs.
    #[expect(clippy::unused_async, reason = "as where there is one")]
    pub(crate) async fn stop(&self) {}
}

#[cfg(test)]
mod tests {
    use countersign_wire::scope::ScopeSet;

    use super::*;

    fn question(id: &str) -> ProgramQuestion {
        ProgramQuestion {
            id: id.into(),
            program: "/usr/bin/x".into(),
            interpreter: false,
            script: None,
            changed: false,
            account: "a".into(),
            provider: "work".into(),
            name: None,
            scopes: ScopeSet::default(),
            lasts: 60,
        }
    }

    #[tokio::test]
    async fn l1_a_question_takes_one_answer_and_only_its_own() {
        let agent = HostedAgent::new(Bridge::default());
        let (one, two) = (agent.ask(question("1")), agent.ask(question("2")));
        agent.answer("2", ProgramVerdict::Allow).unwrap();
        assert_eq!(two.await, Some(ProgramVerdict::Allow));
        assert_eq!(agent.answer("2", ProgramVerdict::Allow).unwrap_err().code, ErrorCode::NotFound);
        // The agent gave up waiting.
        drop(one);
        assert_eq!(agent.answer("1", ProgramVerdict::Allow).unwrap_err().code, ErrorCode::NotFound);
    }
}
