# Letters. Plain text: the link stands on a line of its own between .what and .end.

mail-hello = Hola, { $name }:

mail-invitation = { $service }: elige tu contraseña
    .what = Tienes una cuenta en { $service }. Abre esta dirección para elegir una contraseña e iniciar sesión:
    .end = Funciona una sola vez, durante siete días. Si no esperabas este mensaje, no hagas nada: no pasará nada.
mail-reset = { $service }: elige una contraseña nueva
    .what = Alguien, probablemente tú, ha pedido elegir una contraseña nueva en { $service }. Abre esta dirección para hacerlo:
    .end = Funciona una sola vez, durante treinta minutos. Si no has sido tú, no hagas nada: tu contraseña sigue siendo la misma.
