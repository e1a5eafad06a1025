"""S as the public notebook has it, and the right one, as people type them."""

NOTEBOOK = (
    "((1-rho)*(1+lam*lam_0) + rho^2*(1-lam*lam_0)^3"
    " - rho*(1-rho)*lam*lam_0*(2*lam + 2*lam_0 - rho*lam*lam_0*(1+lam*lam_0)))"
    " / ((1-rho*lam)^2*(1-rho*lam_0)^2*(1-lam*lam_0)^3)"
)
RIGHT = (
    "((1-ρ**2)*((1+λ*λ₀) - 2*ρ*λ*λ₀*(λ+λ₀) + ρ**2*λ**2*λ₀**2*(1+λ*λ₀)) + ρ**2*(1-λ*λ₀)**3)"
    " / ((1-ρ*λ)**2*(1-ρ*λ₀)**2*(1-λ*λ₀)**3)"
)
IN_LATEX = (
    r"\frac{(1-\rho^2)\left(1+\lambda\lambda_0 - 2\rho\lambda\lambda_0(\lambda+\lambda_0)"
    r" + \rho^2\lambda^2\lambda_0^2(1+\lambda\lambda_0)\right) + \rho^2(1-\lambda\lambda_0)^3}"
    r"{(1-\rho\lambda)^2(1-\rho\lambda_0)^2(1-\lambda\lambda_0)^3}"
)
