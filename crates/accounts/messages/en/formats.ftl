# Names of languages by their tags, and of months as they stand in a date.

language = { $tag ->
    [ar] Arabic
    [bg] Bulgarian
    [ca] Catalan
    [zh] Chinese
    [zh-TW] Chinese (Taiwan)
    [hr] Croatian
    [cs] Czech
    [da] Danish
    [nl] Dutch
    [en] English
    [en-GB] English (United Kingdom)
    [en-US] English (United States)
    [et] Estonian
    [fi] Finnish
    [fr] French
    [de] German
    [de-CH] German (Switzerland)
    [el] Greek
    [he] Hebrew
    [hi] Hindi
    [hu] Hungarian
    [id] Indonesian
    [it] Italian
    [ja] Japanese
    [ko] Korean
    [nb] Norwegian
    [pl] Polish
    [pt] Portuguese
    [pt-BR] Portuguese (Brazil)
    [ro] Romanian
    [ru] Russian
    [es] Spanish
    [es-MX] Spanish (Mexico)
    [sv] Swedish
    [tr] Turkish
    [uk] Ukrainian
   *[other] { $tag }
}
language-of-region = { $language } ({ $tag })
month = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
