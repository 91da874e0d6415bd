/** The variable that stands for the proxy's `auth_token` in what is shown. */
export const TOKEN_VARIABLE = 'KIMI_PROXY_TOKEN';
export const tokenText = `$${TOKEN_VARIABLE}`;
