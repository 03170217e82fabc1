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
                sign_out_everywhere(id: String) -> SignOutReceipt;
                forget_account(id: String, untold: bool) -> ();
                sign_in_again(id: String) -> SignInStarted;
            }
            own_account {
                own_profile(id: String) -> OwnProfile;
                change_own_profile(id: String, change: OwnProfile) -> OwnProfile;
                connected_apps(id: String) -> Vec<ConnectedApp>;
                disconnect_app(id: String, client_id: String) -> ();
                own_sessions(id: String) -> Vec<OwnSession>;
                end_own_session(id: String, session: String) -> ();
            }
            providers {
                presets() -> Vec<PresetView>;
                providers() -> Vec<ProviderView>;
                discover(address: String, ca: Option<String>) -> DiscoveredView;
                choose_ca() -> Option<CaChosen>;
                trust_ca(name: String, ca: Option<String>) -> ProviderView;
                add_provider(draft: ProviderDraft, secret: Option<String>, ca: Option<String>) -> ProviderView;
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
            traces {
                traces() -> Vec<Trace>;
                traces_of(which: String) -> Vec<Trace>;
            }
            product_apis {
                product_access(id: String) -> ProductAccess;
                product_api_keys() -> Vec<ApiKeyOfProvider>;
                keep_product_api_key(provider: String, key: String, secret: String) -> ApiKeyOfProvider;
                forget_product_api_key(provider: String) -> ();
            }
            apps {
                apps(account: String, query: AppQuery) -> AppPage;
                app(account: String, client_id: String) -> OAuthApp;
                check_app(draft: OAuthAppDraft) -> DraftCheck;
                create_app(account: String, draft: OAuthAppDraft) -> CreatedApp;
                update_app(account: String, client_id: String, draft: OAuthAppDraft, version: i64) -> OAuthApp;
                delete_app(account: String, client_id: String) -> ();
                new_secret(account: String, client_id: String) -> NewSecret;
                app_facets(account: String, query: AppQuery) -> AppFacets;
                app_impact(account: String, client_id: String) -> AppImpact;
                enable_app(account: String, client_id: String, enabled: bool) -> OAuthApp;
                change_apps(account: String, bulk: Bulk) -> BulkResult;
                transfer_app(account: String, client_id: String, organisation: Option<String>) -> OAuthApp;
                app_logo(account: String, client_id: String) -> Option<String>;
                set_app_logo(account: String, client_id: String, picture: Option<Vec<u8>>) -> ();
                app_usage(account: String, client_id: String, days: Option<u32>) -> AppUsage;
                redirect_mismatches(account: String, client_id: String) -> Mismatches;
                app_grants(account: String, client_id: String, cursor: Option<String>, limit: Option<u32>) -> AppGrantPage;
                revoke_grant(account: String, client_id: String, grant: String) -> ();
                revoke_grants(account: String, client_id: String) -> Revoked;
                app_secrets(account: String, client_id: String) -> SecretList;
                retire_secret(account: String, client_id: String, secret: String) -> ();
                restore_secret(account: String, client_id: String, secret: String) -> ();
                export_apps(account: String) -> String;
                plan_apps(account: String, file: String, prune: bool) -> AppPlan;
                apply_apps(account: String, file: String, prune: bool, plan: AppPlan) -> Application;
            }
            people {
                people(account: String, query: PeopleQuery) -> PersonPage;
                person(account: String, id: String) -> PersonView;
                add_person(account: String, draft: PersonDraft) -> PersonCreated;
                update_person(account: String, id: String, draft: PersonDraft, version: i64) -> PersonView;
                person_deletion(account: String, id: String) -> PersonDeletion;
                delete_person(account: String, id: String) -> ();
                make_person_link(account: String, id: String, wish: LinkWish) -> NewOneTimeLink;
                person_sessions(account: String, id: String) -> SessionList;
                end_person_sessions(account: String, id: String) -> ();
                remove_second_factor(account: String, id: String) -> ();
            }
            organisations {
                organisations(account: String, search: Option<String>, cursor: Option<String>, limit: Option<u32>) -> OrganisationPage;
                organisation(account: String, id: String) -> Organisation;
                add_organisation(account: String, draft: OrganisationDraft) -> Organisation;
                rename_organisation(account: String, id: String, draft: OrganisationDraft, version: i64) -> Organisation;
                delete_organisation(account: String, id: String) -> ();
            }
            api_keys {
                api_keys(account: String, search: Option<String>, cursor: Option<String>, limit: Option<u32>) -> ApiKeyPage;
                api_key(account: String, key: String) -> ApiKeyView;
                add_api_key(account: String, draft: ApiKeyDraft) -> CreatedApiKey;
                update_api_key(account: String, key: String, update: ApiKeyUpdate, version: i64) -> ApiKeyView;
                delete_api_key(account: String, key: String) -> ();
                new_api_key_secret(account: String, key: String) -> NewApiKeySecret;
                retire_api_key_secret(account: String, key: String, secret: String) -> ();
            }
            audit {
                audit(account: String, filter: AuditFilter, limit: Option<u32>) -> AuditPage;
                verify_audit(account: String) -> AuditVerdict;
            }
            signing_keys {
                signing_keys(account: String) -> SigningKeyList;
                publish_signing_key(account: String, alg: SigningAlg) -> SigningKeyList;
                promote_signing_key(account: String, kid: String) -> SigningKeyList;
                remove_signing_key(account: String, kid: String) -> SigningKeyList;
            }
            programs {
                answer_program(id: String, verdict: ProgramVerdict) -> ();
                approvals() -> Vec<ApprovalView>;
                revoke_approval(id: String) -> ();
            }
            hosted {
                hosted() -> HostedService;
                start_hosted() -> HostedService;
                open_set_up() -> ();
            }
            doctor {
                doctor(provider: Option<String>, offline: bool, repair: bool) -> Vec<Finding>;
                probe() -> Vec<Finding>;
            }
            files {
                begin_file(name: String, private: bool) -> Option<FileBegun>;
                add_to_file(file: String, text: String) -> ();
                finish_file(file: String) -> ();
                give_up_file(file: String) -> ();
            }
            system {
                subscribe(channel: Subscription) -> ();
                keychain_state() -> KeychainState;
                preferences() -> Preferences;
                set_preferences(preferences: Preferences) -> Preferences;
                desktop_habits() -> DesktopHabits;
                start_with_computer(on: bool) -> DesktopHabits;
                copy_text(text: String) -> ();
                open_page(url: String) -> ();
                set_unfinished(unfinished: bool) -> ();
                stay_open() -> ();
                quit() -> ();
                about() -> AboutApp;
            }
        }
    };
}
pub(crate) use with_commands;
