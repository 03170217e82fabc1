//! What every store keeps, whatever keeps it, as a caller sees it through the traits alone.
//!
//! Each check is a sentence. A store joins by a [`Place`] that it can be opened in and one line, [`holds_in!`], which makes
//! a test of each check: what fails is named by the store and by the sentence. A check that is not in the list is told by
//! the compiler as code that nobody uses.

pub(super) mod api_keys;
pub(super) mod app_list;
pub(super) mod apps;
pub(super) mod audit;
pub(super) mod consents;
pub(super) mod credentials;
pub(super) mod given;
pub(super) mod grants;
pub(super) mod keys;
pub(super) mod letters;
pub(super) mod logos;
pub(super) mod logouts;
pub(super) mod organisations;
pub(super) mod people;
pub(super) mod people_list;
pub(super) mod renewal;
pub(super) mod second_factors;
pub(super) mod secrets;
pub(super) mod sessions;
pub(super) mod set_up;
pub(super) mod sweep;
pub(super) mod usage;

use std::sync::Arc;

use super::{Store, StoreError};

/// Where a store can be opened.
pub(crate) trait Place: Sized {
    /// A place with nothing in it.
    async fn fresh() -> Self;
    /// Opens it. Each call is as another process over the same data.
    async fn open(&self) -> Arc<dyn Store>;
}

/// Handles that callers share who come at once.
const HANDLES: usize = 4;

/// Has many call at once, by turns through several handles; gives what each got.
async fn at_once<T, F>(place: &impl Place, callers: usize, call: impl Fn(Arc<dyn Store>, usize) -> F) -> Vec<T>
where
    F: Future<Output = Result<T, StoreError>> + Send + 'static,
    T: Send + 'static,
{
    let mut handles = Vec::new();
    for _ in 0..HANDLES.min(callers) {
        handles.push(place.open().await);
    }
    let calls: Vec<_> = (0..callers).map(|number| tokio::spawn(call(Arc::clone(&handles[number % handles.len()]), number))).collect();
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.unwrap().unwrap());
    }
    answers
}

/// How many answers are this one.
fn times<T: PartialEq>(answers: &[T], one: &T) -> usize {
    answers.iter().filter(|answer| *answer == one).count()
}

/// Makes a test of each check, over the store of a place.
macro_rules! holds_in {
    ($place:path) => {
        $crate::store::contract::holds_in! { $place;
            people {
                somebody_is_found_by_their_address_whatever_its_case,
                an_address_is_one_persons_whatever_its_case,
                of_many_who_take_one_address_at_once_one_gets_it,
                a_draft_is_saved_at_the_version_that_was_read,
                of_many_who_save_one_version_at_once_one_does,
                what_people_change_of_themselves_is_saved_at_the_version_that_was_read,
                another_address_is_unverified_and_mail_to_the_old_one_opens_nothing,
                somebody_belongs_to_an_organisation_that_is_there,
                a17_the_last_administrator_stays,
                a17_who_cannot_come_in_is_no_other_administrator,
                a17_of_administrators_who_all_go_at_once_one_stays,
                a17_of_administrators_who_all_step_down_at_once_one_stays,
                disabling_somebody_ends_all_that_they_have_open,
                deleting_somebody_ends_all_that_they_have_open,
                what_would_go_with_somebody_is_told,
                a_dearer_hash_takes_the_place_of_its_own_password_only,
            }
            people_list {
                people_are_found_by_a_part_of_their_name_or_address,
                what_was_changed_or_deleted_is_found_no_more,
                people_are_chosen_by_role_organisation_and_whether_they_may_sign_in,
                pages_lose_and_repeat_nobody_while_others_come,
                how_many_there_are_is_right_after_any_changes,
            }
            set_up {
                a_set_up_code_is_exchanged_once,
                a_set_up_code_and_its_cookie_end,
                of_many_who_are_first_at_once_one_is,
                set_up_is_over_once_there_is_somebody,
            }
            sessions {
                a_session_lasts_until_its_end,
                a_session_goes_on_under_its_name_when_the_same_person_signs_in_again,
                a10_a_session_opens_for_the_password_that_is_theirs_and_for_nobody_who_is_disabled,
                a14_whoever_has_a_second_factor_comes_in_by_no_password_alone,
                a_session_of_somebody_else_is_signed_out_by_the_next,
                sessions_are_listed_the_latest_first,
                a_session_tells_when_it_was_last_used,
                a_session_is_ended_by_its_own_person_alone,
                all_sessions_but_one_are_ended,
                apps_with_access_are_listed_once_each_and_disconnected,
            }
            grants {
                a4_a_code_gives_once_however_many_redeem_it_at_once,
                a4_a_code_that_is_used_again_ends_what_it_gave,
                a4_a_code_that_has_ended_gives_nothing,
                a_code_is_for_an_app_and_a_person_who_are_there,
                a10_a_code_is_kept_while_its_session_lasts,
                a_code_comes_back_as_it_was_kept,
                an_access_token_opens_until_its_end,
                an_access_token_opens_what_the_app_may_still_do,
                an_ended_grant_closes_all_access_at_once,
                a_revoked_access_token_ends_alone_and_a_refresh_token_with_its_family,
                a_token_is_revoked_by_its_own_app_alone,
                an_assertion_is_good_once,
                an_app_acts_for_itself_while_it_is_enabled,
                grants_are_listed_the_latest_first_and_page_without_a_gap,
                grants_are_ended_one_by_one_or_all_at_once,
            }
            renewal {
                a6_a_refresh_token_gives_the_same_successor_for_half_a_minute,
                a5_a_refresh_token_that_is_used_later_ends_its_family,
                a6_a_refresh_token_whose_successor_was_used_ends_its_family,
                a6_of_many_renewals_at_once_each_gets_the_one_successor,
                a5_a_refresh_token_that_lay_unused_for_too_long_is_gone,
                a_renewal_does_not_outlast_its_grant,
            }
            sweep {
                what_has_ended_goes_and_what_lives_stays,
                a_used_code_is_known_as_one_until_it_is_swept,
            }
            apps {
                an_app_comes_back_as_it_was_added,
                a_code_name_is_one_apps,
                of_many_apps_that_take_one_code_name_at_once_one_gets_it,
                an_app_belongs_to_an_organisation_that_is_there,
                an_app_is_saved_at_the_version_that_was_read,
                of_many_who_save_one_version_at_once_one_does,
                an_app_that_the_service_carries_stays_as_it_is,
                a_disabled_app_loses_what_it_was_given_and_enabling_brings_nothing_back,
                a_deleted_app_takes_along_all_that_was_its_own,
                many_changes_are_done_whole_or_not_at_all,
                an_origin_is_known_while_an_enabled_app_names_it,
                a17_an_app_is_changed_within_reach_alone,
                a17_what_an_administrator_switched_off_stays_off_for_others,
                what_deleting_an_app_would_break_is_told,
            }
            app_list {
                apps_are_found_by_a_part_of_name_client_id_or_address,
                what_was_changed_or_deleted_is_found_no_more,
                pages_lose_and_repeat_no_app_in_any_order_while_others_come,
                totals_and_counts_are_right_after_any_changes,
            }
            secrets {
                a7_two_secrets_work_at_a_time,
                a_retired_secret_is_taken_back_while_there_is_time_and_room,
                an_app_without_secrets_gets_none,
            }
            organisations {
                a_name_is_one_organisations_whatever_its_case,
                of_many_that_take_one_name_at_once_one_gets_it,
                an_organisation_is_found_by_its_id_or_its_name,
                a_name_is_changed_at_the_version_that_was_read,
                an_organisation_is_deleted_once_nobody_belongs_to_it,
                pages_lose_and_repeat_no_organisation_while_others_come,
            }
            credentials {
                a_link_is_exchanged_once,
                a_newer_link_takes_the_place_of_the_one_before,
                a_link_and_its_cookie_end,
                who_may_not_sign_in_gets_no_link,
                a_password_is_chosen_once_and_ends_all_that_was_open,
                a_link_that_went_by_mail_shows_that_mail_arrives,
                a_password_is_changed_against_the_old_one_and_one_session_stays,
                a10_a_password_that_is_changed_by_an_app_leaves_that_apps_grant_alone,
                a14_links_that_were_asked_for_stand_beside_others_and_are_three_an_hour,
            }
            letters {
                a_letter_is_taken_by_one_and_due_again_when_it_was_put_off,
                a_letter_goes_when_its_link_is_opened_or_ends,
                an_invitation_is_a_person_a_link_and_a_letter_or_nothing,
                where_a_thousand_letters_wait_nothing_is_kept_that_needs_one,
            }
            second_factors {
                a_second_factor_counts_once_it_is_confirmed,
                a10_a_first_step_is_kept_for_the_password_that_is_theirs,
                a_step_is_good_once,
                a_step_before_the_last_one_is_not_good,
                a_recovery_code_is_good_once,
                new_recovery_codes_take_the_place_of_the_old_ones,
                a_first_step_is_used_up_with_the_second,
                a_first_step_ends,
                a_second_factor_is_taken_away_with_its_codes,
            }
            consents {
                what_was_agreed_to_is_remembered_in_place_of_what_was,
                a_consent_is_forgotten_once,
                a_consent_goes_with_its_person_and_its_app,
            }
            api_keys {
                a_key_is_changed_at_the_version_that_was_read,
                two_secrets_of_a_key_work_at_a_time,
                a16_a_product_token_opens_what_its_access_token_opens,
                a16_a_product_token_ends_with_all_that_it_stands_on,
                keys_are_found_by_name_and_page_without_a_gap,
                an_organisation_stays_while_a_key_is_for_its_people,
            }
            logouts {
                apps_with_id_tokens_are_told_of_a_sign_out,
                a_delivery_is_taken_by_one_however_many_take_at_once,
                a_delivery_that_was_put_off_is_due_again_then,
                a_delivery_that_is_settled_is_over,
                a_sign_out_ends_refresh_tokens_that_were_not_meant_to_outlast_it,
                a_sign_out_voids_codes_of_the_session,
            }
            audit {
                a18_a_change_has_its_row_and_a_refused_one_has_none,
                a18_rows_of_many_who_write_at_once_are_one_chain,
                pages_go_from_the_latest_to_the_first_and_keep_to_what_was_asked,
            }
            keys {
                one_key_of_an_algorithm_signs_and_one_waits,
                a_promoted_key_signs_and_the_one_before_is_retired,
                retired_keys_are_dropped_after_a_while,
            }
            logos {
                a_logo_is_set_replaced_and_taken_away,
            }
            usage {
                counts_of_many_add_up,
                a_last_use_never_goes_back,
                what_is_told_of_what_is_gone_is_left_out,
                of_return_addresses_that_are_not_registered_the_latest_are_kept,
                what_was_told_long_ago_is_thrown_away,
                a_store_that_can_be_written_says_so,
            }
        }
    };
    ($place:path; $($room:ident { $($check:ident),* $(,)? })*) => { $(
        mod $room {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $check() {
                    let place = <$place as $crate::store::contract::Place>::fresh().await;
                    $crate::store::contract::$room::$check(&place).await;
                }
            )*
        }
    )* };
}
pub(crate) use holds_in;
