# The sign-in page.

sign-in-title = Inicia sesión
sign-in-lead = para seguir en <b><bdi>{ $app }</bdi></b>.<br>La aplicación nunca ve tu contraseña.
sign-in-email = Correo electrónico
sign-in-password = Contraseña
sign-in-button = Iniciar sesión
sign-in-address = Comprueba la dirección de esta página antes de escribir: <b>{ $host }</b>

# What went wrong, and what to do.
sign-in-wrong = El correo electrónico o la contraseña no son correctos.
    .next = Revisa los dos y vuelve a intentarlo.
sign-in-too-many = Demasiados intentos.
    .next = No hay nada bloqueado.
sign-in-busy = En este momento inicia sesión mucha gente.
    .next = No se ha llegado a comprobar tu contraseña.

# Why somebody who is signed in is asked again.
sign-in-asked-for = <bdi>{ $app }</bdi> pide que inicies sesión de nuevo.
sign-in-too-long-ago = Iniciaste sesión hace un rato. <bdi>{ $app }</bdi> quiere asegurarse de que sigues siendo tú.
sign-in-somebody-else = <bdi>{ $app }</bdi> espera a otra persona que la que tiene la sesión.

# Choosing an account.
choose-title = Elige una cuenta
choose-lead = para seguir en <b><bdi>{ $app }</bdi></b>.
choose-signed-in = Tienes la sesión iniciada como <bdi>{ $email }</bdi>.
choose-continue = Seguir como <bdi>{ $who }</bdi>
choose-other = Usar otra cuenta
sign-in-forgotten = ¿Has olvidado tu contraseña?

# The page after the password of somebody with a second factor.
sign-in-code-title = Un paso más
sign-in-code-lead = Escribe el código que muestra tu aplicación de autenticación.
sign-in-code-field = Código
sign-in-code-recovery = ¿No tienes la aplicación a mano? Escribe en su lugar uno de tus códigos de recuperación.
sign-in-code-wrong = El código no es correcto o ya se ha usado.
    .next = Espera al siguiente e inténtalo de nuevo.
