// A real OpenID Connect provider (npm oidc-provider, certified) in memory on loopback, with people in groups.
// PUT /people/NAME with {"email", "email_verified", "name", "groups", "amr"?} makes or changes a person; its own
// development pages sign in any NAME without a password. Clients: "parvis" (JSON) and "parvis-jwt" (signed userinfo).
import http from "node:http";
import { Provider } from "oidc-provider";

const [port, ...back] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const people = new Map();
const client = (client_id, more) => ({
  client_id, client_secret: `${client_id}-secret-that-is-long-enough`, redirect_uris: back,
  grant_types: ["authorization_code"], response_types: ["code"], ...more,
});
const provider = new Provider(issuer, {
  clients: [client("parvis"), client("parvis-jwt", { userinfo_signed_response_alg: "RS256" })],
  claims: { openid: ["sub", "amr", "acr"], email: ["email", "email_verified"], profile: ["name", "groups"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true }, jwtUserinfo: { enabled: true } },
  cookies: { keys: ["only for tests"] },
  async findAccount(_, id) {
    const person = people.get(id);
    return person && { accountId: id, claims: async () => ({ sub: person.sub ?? id, ...person }) };
  },
});
const show = provider.callback();
http.createServer((request, response) => {
  const name = request.url.match(/^\/people\/([\w-]+)$/)?.[1];
  if (request.method !== "PUT" || !name) return show(request, response);
  let body = "";
  request.on("data", (part) => (body += part)).on("end", () => {
    people.set(name, JSON.parse(body));
    response.writeHead(204).end();
  });
}).listen(Number(port), "127.0.0.1");
