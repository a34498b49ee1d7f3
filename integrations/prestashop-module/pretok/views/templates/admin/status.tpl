{foreach $pretok_shops as $shop}
<div class="panel">
  <h3>{$shop.title|escape:'html':'UTF-8'}</h3>
  <dl class="dl-horizontal">
    {foreach $shop.facts as $fact}
      <dt>{$fact[0]|escape:'html':'UTF-8'}</dt>
      <dd>{$fact[1]|escape:'html':'UTF-8'}</dd>
    {/foreach}
  </dl>
</div>
{/foreach}
<div class="panel">
  <h3>{$pretok_cron.label|escape:'html':'UTF-8'}</h3>
  <p><code>{$pretok_cron.url|escape:'html':'UTF-8'}</code></p>
  <p>{$pretok_cron.why|escape:'html':'UTF-8'}</p>
</div>
