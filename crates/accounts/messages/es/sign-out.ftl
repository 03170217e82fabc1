# Signing out: the page that asks, and what is said afterwards.

sign-out-title = ¿Cerrar la sesión?
sign-out-lead = Se cierra tu sesión en { $service } y en las aplicaciones que le preguntan quién eres.
sign-out-lead-app = <bdi>{ $app }</bdi> pide cerrar tu sesión, aquí y en las aplicaciones que preguntan a este servicio quién eres.
sign-out-button = Cerrar la sesión
sign-out-stay = Seguir con la sesión
signed-out = Has cerrado la sesión
    .what = Este navegador ya no tiene una sesión aquí. Las aplicaciones que trabajan en tu ausencia siguen hasta que les pongas fin.
    .next = Puedes cerrar esta página.
still-signed-in = Tu sesión sigue abierta
    .what = No ha cambiado nada.
    .next = Puedes cerrar esta página o volver a tu aplicación.
not-signed-out = No se ha cerrado tu sesión
    .what = { $what }
    .next = Vuelve a la aplicación y avisa a quien la gestiona. También puedes cerrar la sesión desde la página de tu cuenta.
bad-sign-out-hint = La aplicación ha mostrado algo que dice quién eres, y este servicio no lo ha escrito.
bad-sign-out-other-app = La petición nombra una aplicación, y lo que muestra se dio a otra.
bad-sign-out-app = La petición nombra una aplicación que este servicio no tiene.
bad-sign-out-no-hint = La aplicación quiere que vuelvas a una dirección, y no muestra a quién se refiere.
bad-sign-out-return = La aplicación quiere que vuelvas a una dirección que no está registrada aquí letra por letra.
