//! What a program gets: a token that it was allowed, or why not.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use countersign_wire::account::SessionStatus;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::program::{ProgramQuestion, ProgramVerdict};
use countersign_wire::scope::ScopeSet;
use tokio::sync::Semaphore;

use super::AgentOptions;
use super::approvals::{self, Stand, stand};
use super::asked::Asked;
use super::program::{Caller, Peer, Program};
use super::protocol::{self, AccountLine, AccountsAnswer, Request, TokenAnswer, TokenRequest, VERSION, Whose};
use super::reading::Reading;
use super::uses::{Log, Use};
use crate::core::{Core, Flights, locked};
use crate::entropy::short_id;
use crate::http::shown;
use crate::session::{AccessToken, Account, at_provider};
use crate::stored::Stored as _;

/// How many questions may wait for the person at once.
const MOST_QUESTIONS: usize = 8;

/// Answers requests. Cheap to clone; all clones are one.
#[derive(Clone)]
pub(super) struct Answers {
    shared: Arc<Shared>,
}

struct Shared {
    core: Arc<Core>,
    options: AgentOptions,
    log: Log,
    /// Questions on their way: whoever comes meanwhile waits for the same.
    questions: Arc<Flights>,
    open_questions: Semaphore,
    asked: Mutex<Asked>,
    reading: Reading,
}

impl Answers {
    pub(super) fn new(core: Arc<Core>, options: AgentOptions) -> Self {
        let (log, reading) = (Log::of(&options.home), Reading::new(options.own.clone()));
        let (questions, asked) = (Arc::default(), Mutex::default());
        let open_questions = Semaphore::new(MOST_QUESTIONS);
        Self { shared: Arc::new(Shared { core, options, log, questions, open_questions, asked, reading }) }
    }

    /// Which file a process runs.
    pub(super) async fn caller(&self, process: i32) -> Result<Caller, UserError> {
        self.shared.reading.caller(process).await
    }

    /// Who it is by what is in that file, which may take a moment to read.
    pub(super) async fn peer(&self, caller: Caller) -> Result<Peer, UserError> {
        self.shared.reading.peer(caller).await
    }

    /// The answer to a line, as a line.
    pub(super) async fn to(&self, peer: &Result<Peer, UserError>, line: &[u8]) -> Vec<u8> {
        match (protocol::read(line), peer) {
            (Ok(Request::Token(request)), Ok(peer)) => self.token(peer, &request).await,
            (Ok(Request::Accounts), Ok(peer)) => protocol::line(self.accounts(peer).await.as_ref()),
            (Err(error), _) => protocol::refusal(&error),
            (Ok(_), Err(error)) => protocol::refusal(error),
        }
    }

    /// The accounts that a program may have tokens of; of the others it learns nothing, and nobody is asked.
    async fn accounts(&self, peer: &Peer) -> Result<AccountsAnswer, UserError> {
        let core = &self.shared.core;
        let (records, now) = (core.vault.read().await?, core.now());
        let may = |account: &Account| peer.own || stand(&records, &peer.program, account, now) == Stand::Approved;
        let line = |account: Account| {
            let view = core.view(&account);
            let (account, provider, name, state) = (view.id, view.provider, view.name, view.state);
            AccountLine { account, provider, name, state, expires_at: view.expires_at, scopes: view.scopes }
        };
        let accounts =
            Account::load_all(&records).into_iter().filter(|account| account.tokens().is_some() && may(account)).map(line).collect();
        Ok(AccountsAnswer { version: VERSION, accounts })
    }

    /// A token as a line. What is not written down is not given.
    async fn token(&self, peer: &Peer, request: &TokenRequest) -> Vec<u8> {
        let given = self.try_token(peer, request).await;
        let (Whose::Account(asked) | Whose::Provider(asked)) = &request.whose;
        let (account, scopes, answer) = match &given {
            Ok((account, _)) => (account.id.clone(), account.granted.clone(), "given".to_owned()),
            Err(error) => (asked.chars().take(200).collect(), ScopeSet::default(), word(error.code)),
        };
        let (program, process, min_validity) = (peer.program.path.clone(), peer.process, request.min_validity.as_secs());
        let used = Use { at: self.shared.core.now(), program, process, account, scopes, min_validity, answer };
        if let Err(error) = self.shared.log.write(&used) {
            tracing::warn!(%error, "the agent's log cannot be written, so no token is given");
            let message = format!("The agent's log cannot be written ({error}), and what is not written down is not given. Mend it.");
            return protocol::refusal(&UserError::new(ErrorCode::Internal, message));
        }
        match &given {
            Ok((account, token)) => protocol::line(Ok(&token_answer(account, token))),
            Err(error) => protocol::refusal(error),
        }
    }

    async fn try_token(&self, peer: &Peer, request: &TokenRequest) -> Result<(Account, AccessToken), UserError> {
        let core = &self.shared.core;
        let account = self.find(&request.whose).await?;
        // Asked for with less, services narrow the grant for good or refuse: the whole token is given or none.
        if !request.scopes.is_within(&account.granted) {
            return Err(UserError::new(ErrorCode::Forbidden, "This account was not granted all of that. Sign in anew with more."));
        }
        if !peer.own {
            self.allowed(peer, &account, request.interactive).await?;
        }
        let token = core.access_token(&account.id, request.min_validity).await?;
        // Somebody may have signed in anew meanwhile, with more than the person was shown.
        let now = core.load_account(&account.id).await?;
        if now.granted.is_within(&account.granted) {
            Ok((now, token))
        } else {
            Err(UserError::new(ErrorCode::Forbidden, "This account was granted more while you asked. Ask again."))
        }
    }

    async fn find(&self, whose: &Whose) -> Result<Account, UserError> {
        let core = &self.shared.core;
        let provider = match whose {
            Whose::Account(id) => return core.load_account(id).await,
            Whose::Provider(provider) => provider,
        };
        let mut accounts = at_provider(&core.vault.read().await?, provider);
        accounts.retain(|account| core.view(account).state != SessionStatus::SignedOut);
        match accounts.pop() {
            Some(account) if accounts.is_empty() => Ok(account),
            Some(_) => Err(UserError::new(
                ErrorCode::Conflict,
                format!("There are several accounts at “{}”. Name one by its id.", shown(provider)),
            )),
            None => Err(UserError::new(ErrorCode::NotFound, format!("Nobody is signed in at “{}”.", shown(provider)))),
        }
    }

    /// Whether the person allows it; asks them where they have not said yet.
    async fn allowed(&self, peer: &Peer, account: &Account, interactive: bool) -> Result<(), UserError> {
        let key = format!("{} {} {} {}", peer.program.digest, account.id, account.granted.to_wire(), peer.program.path);
        while self.known(&peer.program, account).await? != Stand::Approved {
            if !interactive {
                return Err(UserError::new(
                    ErrorCode::Denied,
                    "This program is not approved for this account, and did not want you to be asked.",
                ));
            }
            let (answers, program, script, account) = (self.clone(), peer.program.clone(), peer.script.clone(), account.clone());
            let is_asked_for_this = AtomicBool::new(false);
            let work = || {
                is_asked_for_this.store(true, Ordering::Relaxed);
                async move { answers.ask(program, script, account).await }
            };
            self.shared.questions.join(&key, "The question broke off. Ask again.", work).await?;
            // What is allowed once is allowed to the request that was asked for. The others look again, and ask for themselves.
            if is_asked_for_this.into_inner() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// What was said before: approved, or refused a while ago.
    async fn known(&self, program: &Program, account: &Account) -> Result<Stand, UserError> {
        let core = &self.shared.core;
        let stands = stand(&core.vault.read().await?, program, account, core.now());
        let has_refused = || locked(&self.shared.asked).has_refused(program, &account.id, core.clock.since_boot().seconds);
        if stands != Stand::Approved && has_refused() {
            return Err(UserError::new(
                ErrorCode::Denied,
                format!("This program was refused a moment ago. {}", how_to_allow(program, account)),
            ));
        }
        Ok(stands)
    }

    /// Asks the person, once for all who wait.
    async fn ask(&self, program: Program, script: Option<String>, account: Account) -> Result<(), UserError> {
        // Whoever came as the last question ended begins another one: what was said then counts.
        let stands = self.known(&program, &account).await?;
        if stands == Stand::Approved {
            return Ok(());
        }
        let Shared { core, options, open_questions, asked, .. } = &*self.shared;
        let busy = || UserError::new(ErrorCode::Busy, "Too many programs wait for an answer. Ask again later.");
        let _open = open_questions.try_acquire().map_err(|_| busy())?;
        let asked_at = core.clock.since_boot().seconds;
        if !locked(asked).may_ask(asked_at) {
            return Err(UserError::new(ErrorCode::Busy, "Programs have asked the person too often within a minute. Ask again later."));
        }
        let question = ProgramQuestion {
            id: short_id(core.entropy.as_ref()),
            interpreter: program.is_interpreter(),
            program: program.path.clone(),
            script,
            changed: stands == Stand::Changed,
            account: account.id.clone(),
            provider: account.provider.clone(),
            name: account.name.clone().or_else(|| account.email.clone()),
            scopes: account.granted.clone(),
            lasts: options.approval_lasts.as_secs(),
        };
        let verdict = tokio::time::timeout(options.patience, options.approver.ask(question)).await;
        if matches!(verdict, Ok(None | Some(ProgramVerdict::Allow | ProgramVerdict::AllowOnce))) {
            locked(asked).was_welcome(asked_at);
        }
        match verdict {
            Ok(Some(ProgramVerdict::Allow)) => approvals::keep(core, &program, &account, options.approval_lasts).await.map(drop),
            Ok(Some(ProgramVerdict::AllowOnce)) => Ok(()),
            Ok(None) => {
                let message = "This program is not approved for this account, and nobody is there to be asked.";
                Err(UserError::new(ErrorCode::Denied, format!("{message} {}", how_to_allow(&program, &account))))
            }
            Ok(Some(ProgramVerdict::Refuse)) => {
                locked(asked).refuse(program, account.id, core.clock.since_boot().seconds);
                Err(UserError::new(ErrorCode::Denied, "The person refused it."))
            }
            Err(_) => {
                locked(asked).refuse(program, account.id, core.clock.since_boot().seconds);
                Err(UserError::new(ErrorCode::TimedOut, "The person did not answer in time. Ask again later."))
            }
        }
    }
}

fn token_answer<'a>(account: &'a Account, token: &'a AccessToken) -> TokenAnswer<'a> {
    TokenAnswer {
        version: VERSION,
        account: &account.id,
        provider: &account.provider,
        access_token: token.token.expose(),
        token_type: &token.token_type,
        expires_at: token.expires_at,
        scopes: &account.granted,
    }
}

/// What the person types to allow it; a path may have anything in it, and is quoted for a shell where it does.
fn how_to_allow(program: &Program, account: &Account) -> String {
    let is_plain = program.path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-+".contains(&byte));
    let path = if is_plain { program.path.clone() } else { format!("'{}'", shown(&program.path).replace('\'', r"'\''")) };
    format!("Allow it with: countersign agent approvals allow {path} {}", account.id)
}

/// A code as its word in JSON.
fn word(code: ErrorCode) -> String {
    serde_json::to_value(code).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}
