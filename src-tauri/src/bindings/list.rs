//! The one list of commands. `build.rs` reads it too, so it names types only by tokens and uses nothing.

/// Hands the list to the macro named: each room of `commands` with its commands, their arguments and answers.
///
/// A command's Rust arguments beyond these (`State` and its like) come from Tauri, not from the screen.
macro_rules! with_commands {
    ($then:ident) => {
        $then! {
            accounts {
                accounts() -> Vec<AccountView>;
                account(id: String) -> AccountDetail;
                read_profile(id: String) -> Profile;
                refresh_account(id: String) -> AccountView;
                sign_out(id: String) -> SignOutReceipt;
                forget_account(id: String, untold: bool) -> ();
                sign_in_again(id: String) -> SignInStarted;
            }
            providers {
                presets() -> Vec<PresetView>;
                providers() -> Vec<ProviderView>;
                discover(address: String) -> DiscoveredView;
                add_provider(draft: ProviderDraft, secret: Option<String>) -> ProviderView;
                remove_provider(name: String) -> Vec<String>;
                open_registration_page(preset: String) -> ();
                take_secret_from_clipboard() -> SecretHeld;
            }
            sign_in {
                sign_in_preflight() -> SignInPreflight;
                register_deep_link() -> DeepLinkHandler;
                start_sign_in(request: SignInRequest) -> SignInStarted;
                open_again(attempt: String, return_path: Option<ReturnPath>) -> ();
                take_answer_from_clipboard(attempt: String) -> ();
                cancel_sign_in(attempt: String) -> ();
                pending_sign_ins() -> Vec<SignInStarted>;
            }
            apps {
                apps(account: String, query: AppQuery) -> AppPage;
                app(account: String, client_id: String) -> OAuthApp;
                check_app(draft: OAuthAppDraft) -> DraftCheck;
                create_app(account: String, draft: OAuthAppDraft) -> CreatedApp;
                update_app(account: String, client_id: String, draft: OAuthAppDraft, version: i64) -> OAuthApp;
                delete_app(account: String, client_id: String) -> ();
                new_secret(account: String, client_id: String) -> NewSecret;
            }
            programs {
                answer_program(id: String, verdict: ProgramVerdict) -> ();
            }
            hosted {
                hosted() -> HostedService;
                start_hosted() -> HostedService;
                open_set_up() -> ();
            }
            system {
                subscribe(channel: Subscription) -> ();
                keychain_state() -> KeychainState;
                copy_text(text: String) -> ();
            }
        }
    };
}
pub(crate) use with_commands;
