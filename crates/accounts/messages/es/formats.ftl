# Names of languages by their tags, and of months as they stand in a date.

language = { $tag ->
    [ar] árabe
    [bg] búlgaro
    [ca] catalán
    [zh] chino
    [zh-TW] chino (Taiwán)
    [hr] croata
    [cs] checo
    [da] danés
    [nl] neerlandés
    [en] inglés
    [en-GB] inglés (Reino Unido)
    [en-US] inglés (Estados Unidos)
    [et] estonio
    [fi] finés
    [fr] francés
    [de] alemán
    [de-CH] alemán (Suiza)
    [el] griego
    [he] hebreo
    [hi] hindi
    [hu] húngaro
    [id] indonesio
    [it] italiano
    [ja] japonés
    [ko] coreano
    [nb] noruego
    [pl] polaco
    [pt] portugués
    [pt-BR] portugués (Brasil)
    [ro] rumano
    [ru] ruso
    [es] español
    [es-MX] español (México)
    [sv] sueco
    [tr] turco
    [uk] ucraniano
   *[other] { $tag }
}
language-of-region = { $language } ({ $tag })
month = { $month ->
    [1] ene
    [2] feb
    [3] mar
    [4] abr
    [5] may
    [6] jun
    [7] jul
    [8] ago
    [9] sept
    [10] oct
    [11] nov
   *[12] dic
}
