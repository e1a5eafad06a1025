"""A formula for each family of the catalogue, worked out by hand, in text and in LaTeX."""

from __future__ import annotations

P, Q = "(a_11 + a_22)", "(a_12*a_21 - a_11*a_22)"
# E[w x] and E[w w] of w' = p w + q (w before) + x', and E[w' w], for x with R = rho^|Delta|
CROSS = f"(1/(1 - {P}*rho - {Q}*rho^2))"
SECOND = (
    f"({CROSS}*((1 + {Q}*rho^2)*(1 - {Q}) + {P}*(1 + {Q})*rho)/((1 + {Q})*((1 - {Q})^2 - {P}^2)))"
)
FIRST_LAG = f"(({P}*{SECOND} + rho*{CROSS})/(1 - {Q}))"
BILINEAR = "(2 + Delta*a)/(2 - Delta*a)"
COSINE = r"\frac{1-t^2}{1+t^2}"

TEXT = {
    "state_kernel_exponentials_2": (
        "w*(1-rho_1^2*lam*λ0)/((1-rho_1*lam)*(1-rho_1*λ0)*(1-lam*λ0))"
        " + (1-w)*(1-rho_2^2*lam*λ0)/((1-rho_2*lam)*(1-rho_2*λ0)*(1-lam*λ0))"
    ),
    "state_moment_ar_2": (
        "(2*(1 + phi_1*phi_2/(1-phi_2)*lambda)/(1 - phi_1*lambda - phi_2*lambda^2) - 1)"
        "/(1-lambda^2)"
    ),
    "state_moment_arma_1_1": (
        "(1 + 2*(1+phi*theta)*(phi+theta)/(1+2*phi*theta+theta^2)*lambda/(1-phi*lambda))"
        "/(1-lambda^2)"
    ),
    "state_moment_damped_cosine": (
        "(2*(1-P*lambda)/(1-2*P*lambda+(P^2+Q^2)*lambda^2) - 1)/(1-lambda^2)"
    ),
    "state_moment_constant": "1/|1-lambda|^2",
    "state_moment_periodic": (
        "(2*(1-(1-t^2)/(1+t^2)*lambda)/(1-2*(1-t^2)/(1+t^2)*lambda+lambda^2)-1)/(1-lambda^2)"
    ),
    "state_moment_leaky": "alpha*(1+(1-alpha)*rho)/((2-alpha)*(1-(1-alpha)*rho))",
    "state_moment_second_order": (
        "((1+q*rho^2)*(1-q) + p*(1+q)*rho)/((1-p*rho-q*rho^2)*(1+q)*((1-q)^2-p^2))"
    ),
    "state_moment_stacked": (
        "((1-a*b*rho^2)*(1+a*b) + (a+b)*(1-a*b)*rho)"
        "/((1-a*rho)*(1-b*rho)*(1-a*b)*((1+a*b)^2-(a+b)^2))"
    ),
    "state_moment_dense": f"(1 + a_22^2)*{SECOND} - 2*a_22*{FIRST_LAG}",
    "state_moment_gated": "(1+rho*m_1)/((1-m_2)*(1-rho*m_1))",
    "state_moment_gru": ("(2*(m_1-m_2)*rho*(1-m_1)/(1-m_1*rho) + 1 - 2*m_1 + m_2)/(1-m_2)"),
    "state_moment_zoh": "((e-1)/a)^2*(1+e*rho)/((1-e^2)*(1-e*rho))",
    "state_moment_bilinear": (
        f"(2*Delta/(2-Delta*a))^2*(1+{BILINEAR}*rho)/((1-({BILINEAR})^2)*(1-{BILINEAR}*rho))"
    ),
    "state_moment_polar": ("(1-rho^2*nu^2)/((1-nu^2)*(1-2*rho*nu*(1-t^2)/(1+t^2)+rho^2*nu^2))"),
    "state_kernel_normalised": (
        "gamma*gamma_0*(1-rho^2*lambda*lambda_0)"
        "/((1-lambda*lambda_0)*(1-lambda*rho)*(1-lambda_0*rho))"
    ),
    "state_moment_tanh": "(1+lambda*rho)/(1-lambda*rho)",
    "sensitivity_moment_lru": "s^2*|lambda|^2*(1+lambda*rho)/((1-lambda^2)^2*(1-lambda*rho))",
    "state_moment_softplus": "Delta^2*(1+e*rho)/((1-e^2)*(1-e*rho))",
    "state_moment_sigmoid": "(1-lambda)^2*(1+lambda*rho)/((1-lambda^2)*(1-lambda*rho))",
    "state_moment_selective": "1/(1-m^2-kappa^2)",
    "state_replicate_variance": "2*((1+rho*lambda)/((1-rho*lambda)*(1-lambda^2)))^2",
    "state_replicate_variance_any_noise": "2/(1-lambda^2)^2 + (mu_4-3)/(1-lambda^4)",
    "state_average_variance_white": "2*(1+lambda^2)/(1-lambda^2)^3",
}
LATEX = {
    "state_kernel_exponentials_2": (
        r"w\frac{1-\rho_1^2\lambda\lambda_0}{(1-\rho_1\lambda)(1-\rho_1\lambda_0)"
        r"(1-\lambda\lambda_0)} + (1-w)\frac{1-\rho_2^2\lambda\lambda_0}"
        r"{(1-\rho_2\lambda)(1-\rho_2\lambda_0)(1-\lambda\lambda_0)}"
    ),
    "state_moment_ar_2": (
        r"\frac{2\frac{1+\frac{\phi_1\phi_2}{1-\phi_2}\lambda}{1-\phi_1\lambda-\phi_2\lambda^2}-1}"
        r"{1-\lambda^2}"
    ),
    "state_moment_arma_1_1": (
        r"\frac{1}{1-\lambda^2}\left(1+\frac{2(1+\phi\theta)(\phi+\theta)\lambda}"
        r"{(1+2\phi\theta+\theta^2)(1-\phi\lambda)}\right)"
    ),
    "state_moment_damped_cosine": (
        r"\frac{2\frac{1-P\lambda}{1-2P\lambda+(P^2+Q^2)\lambda^2}-1}{1-\lambda^2}"
    ),
    "state_moment_constant": r"\frac{1}{|1-\lambda|^2}",
    "state_moment_periodic": (
        rf"\frac{{2\frac{{1-{COSINE}\lambda}}{{1-2{COSINE}\lambda+\lambda^2}}-1}}{{1-\lambda^2}}"
    ),
    "state_moment_leaky": (
        r"\frac{\alpha}{2-\alpha}\cdot\frac{1+(1-\alpha)\rho}{1-(1-\alpha)\rho}"
    ),
    "state_moment_second_order": (
        r"\frac{(1+q\rho^2)(1-q)+p(1+q)\rho}{(1-p\rho-q\rho^2)(1+q)\left((1-q)^2-p^2\right)}"
    ),
    "state_moment_stacked": (
        r"\frac{(1-ab\rho^2)(1+ab)+(a+b)(1-ab)\rho}"
        r"{(1-a\rho)(1-b\rho)(1-ab)\left((1+ab)^2-(a+b)^2\right)}"
    ),
    "state_moment_gated": r"\frac{1+\rho m_1}{(1-m_2)(1-\rho m_1)}",
    "state_moment_gru": (r"\frac{\frac{2(m_1-m_2)\rho(1-m_1)}{1-m_1\rho}+1-2m_1+m_2}{1-m_2}"),
    "state_moment_zoh": r"\frac{(e-1)^2}{a^2}\cdot\frac{1+e\rho}{(1-e^2)(1-e\rho)}",
    "state_moment_bilinear": (
        r"\frac{4\Delta^2(2-\Delta a+(2+\Delta a)\rho)}"
        r"{\left((2-\Delta a)^2-(2+\Delta a)^2\right)(2-\Delta a-(2+\Delta a)\rho)}"
    ),
    "state_moment_polar": (rf"\frac{{1-\rho^2\nu^2}}{{(1-\nu^2)(1-2\rho\nu{COSINE}+\rho^2\nu^2)}}"),
    "state_kernel_normalised": (
        r"\frac{\gamma\gamma_0(1-\rho^2\lambda\lambda_0)}"
        r"{(1-\lambda\lambda_0)(1-\lambda\rho)(1-\lambda_0\rho)}"
    ),
    "state_moment_tanh": r"\frac{1+\lambda\rho}{1-\lambda\rho}",
    "sensitivity_moment_lru": (
        r"\frac{s^2\lambda^2(1+\lambda\rho)}{(1-|\lambda|^2)^2(1-\lambda\rho)}"
    ),
    "state_moment_softplus": r"\frac{\Delta^2(1+e\rho)}{(1-e^2)(1-e\rho)}",
    "state_moment_sigmoid": r"\frac{(1-\lambda)^2(1+\lambda\rho)}{(1-\lambda^2)(1-\lambda\rho)}",
    "state_moment_selective": r"\frac{1}{1-m^2-\kappa^2}",
    "state_replicate_variance": (
        r"2\left(\frac{1+\rho\lambda}{(1-\rho\lambda)(1-\lambda^2)}\right)^2"
    ),
    "state_replicate_variance_any_noise": (
        r"\frac{2}{(1-\lambda^2)^2}+\frac{\mu_4-3}{1-\lambda^4}"
    ),
    "state_average_variance_white": r"\frac{2(1+\lambda^2)}{(1-\lambda^2)^3}",
}
