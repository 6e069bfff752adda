import { Controller, Get, Header, Inject, Param, Res } from '@nestjs/common';
import { notFound } from '@chignon/eventing';
import { Open } from '@chignon/service-kit';
import type { FastifyReply } from 'fastify';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const DESCRIPTION = 'gateway:description';

/** The OpenAPI description of the whole platform, as it is now. */
export interface Description {
  current(): Promise<object>;
}

/** The files of the reference page, served from here: nothing is loaded from elsewhere. */
const ASSETS: { readonly [name: string]: string } = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Chignon API reference</title>
<link rel="stylesheet" href="/reference/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<script src="/reference/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({
  url: '/openapi.json', dom_id: '#reference', deepLinking: true, persistAuthorization: true, docExpansion: 'none', filter: true, validatorUrl: null,
  requestInterceptor: (request) => {
    if (request.method && request.method !== 'GET' && !request.headers['Idempotency-Key']) request.headers['Idempotency-Key'] = crypto.randomUUID();
    return request;
  },
});
</script>
</body>
</html>`;

/** The page keeps tokens in the browser: it runs its own two scripts, talks to this server alone, and stands in nobody's frame. */
const SCRIPT = /<script>\n([\s\S]*?)<\/script>/
  .exec(PAGE)![0]
  .replace(/^<script>|<\/script>$/g, '');
const REFERENCE_POLICY = `default-src 'none'; script-src 'self' 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The interface described for machines (`/openapi.json`) and for people (`/reference`). */
@Controller()
@Open('The description of the interface holds no data.')
export class DocumentationController {
  constructor(@Inject(DESCRIPTION) private readonly description: Description) {}

  /**
   * Describe the interface for machines. The OpenAPI 3 description of the whole platform, as the services behind serve it now.
   * @zh 获取接口描述（OpenAPI）
   */
  @Get('openapi.json')
  getApiDescription(): Promise<object> {
    return this.description.current();
  }

  /**
   * Show the interface to people. An HTML page over `/openapi.json` on which requests can be tried. It loads nothing from elsewhere.
   * @zh 打开接口文档页面
   */
  @Get('reference')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', REFERENCE_POLICY)
  @Header('referrer-policy', 'no-referrer')
  @Header('x-frame-options', 'DENY')
  getReference(): string {
    return PAGE;
  }

  /**
   * Fetch a file of the reference page. 404 `route-not-found` for any other.
   * @param file `swagger-ui.css` or `swagger-ui-bundle.js`.
   * @zh 获取接口文档页面的资源文件
   */
  @Get('reference/:file')
  async getReferenceAsset(
    @Param('file') file: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const type = Object.hasOwn(ASSETS, file) ? ASSETS[file] : undefined;
    if (!type) throw notFound('route-not-found', 'There is no such route.');
    const folder = dirname(
      createRequire(join(process.cwd(), 'package.json')).resolve('swagger-ui-dist/package.json'),
    );
    void reply.header('content-type', type).header('cache-control', 'public, max-age=3600');
    return readFile(join(folder, file), 'utf8');
  }
}
