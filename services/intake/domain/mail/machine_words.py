"""The names and phrases by which mail servers and their programs are known; what is matched is said in a test."""

import re
from typing import Final

# Nobody but a mail server writes under these names.
DAEMON: Final = re.compile(
    r"(?i)(?:mailer[-_]?daemon|mail[-_]?daemon|mailerdaemon|mail-delivery-subsystem|"
    r"post_master|double-bounce)(?:[-+.].*)?"
)
# Mail servers write under these too, but so do people who look after one, or who work for an exchange.
POSTMASTER: Final = re.compile(
    r"(?i)(?:post[-_]?master|postoffice|mdaemon|exchange|symantec_antivirus.*|"
    r"mailmaster|system-?administrator)(?:[-+.].*)?"
)
# Programs write under these: also the form mailers that bring what people wrote.
NOBODY: Final = re.compile(
    r"(?i)(?:.*[-_.])?(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|donotreply|"
    r"bounces?|owner-.*|.*-(?:request|owner|bounces?)|info-noreply|"
    r"www-data|apache|nobody|root|cron)(?:[-+=_].*)?"
)
FAILED: Final = re.compile(
    r"(?i)undeliver|returned mail|mail (?:delivery|system) (?:failed|"
    r"failure|error)|delivery (?:status notification \(fail|has failed|"
    r"failure|failed|problem|error)|delivery status notification(?!.*delay)|"
    r"failure notice|failed (?:mail|delivery)|non[- ]?deliver|not delivered|"
    r"could not (?:be )?deliver|(?:message|mail) (?:could not|not) |"
    r"return(?:ed)? (?:to sender|mail)|unzustellbar|mail could not|"
    r"permanent (?:error|fail)|user unknown|nondeliverable|error (?:sending|"
    r"mail)|mail error|message delivery (?:has )?fail|delivery notification|"
    r"unable to deliver|rejected|bounce[d ]|dead letter|配信(?:不能|エラー|"
    r"失敗|でき)|送信(?:でき(?:ません|ない)|不能|エラー|失敗)|未配[信達]|宛先不明|不達|配送(?:エラー|失敗|"
    r"でき)|送達(?:でき|不能)|お届けでき|エラーメール|メールエラー|^aws notification message$|"
    r"échec de (?:la )?remise|non (?:remis|distribu)|mancata consegna|no se (?:ha podido|pudo) entregar|"
    r"退信|投递失败|投遞失敗|반송|전송 ?실패"
)
DELAYED: Final = re.compile(
    r"(?i)delay|could not send message for|still (?:being )?(?:retried|"
    r"trying)|warning: (?:could not|message)|delivery status notification \(delay|"
    r"not yet (?:been )?delivered|遅延|再送中"
)
READ: Final = re.compile(
    r"(?i)^(?:read|not read|return receipt|disposition notification|"
    r"開封(?:済み|確認|通知)?)\s*[:：]|^return receipt|^\s*開封(?:確認|通知)(?:メッセージ|メール)?\s*$|"
    r"^[【\[]開封(?:確認|通知)[】\]]|delivery (?:status )?notification \((?:success|relay)"
)
# What a server says about a mail it could not deliver; a subject alone can be about parcels.
EVIDENCE: Final = re.compile(
    r"(?im)\b[45]\d\d[- ]#?[45]\.\d{1,3}\.\d{1,3}\b|(?:^|\s|:|>)5[05]\d[- ][a-z<#(]|^(?:final|original)-recipient\s*:|"
    r"^(?:diagnostic-code|reporting-mta|remote-mta)\s*:|^(?:received: from|return-path:|message-id:)|"
    r"(?:could|can|was|were|has|have)(?: ?not|n't) (?:be |been )?(?:deliver|sen[dt]|reach|complet)|undeliver|"
    r"(?:user|host|mailbox|account|recipient|address)\s(?:is )?"
    r"(?:unknown|not found|full|disabled|unavailable|rejected)|\"notificationtype\"\s*:\s*\"(?:bounce|complaint)|"
    r"(?:unknown|no such|invalid|unroutable) (?:user|host|address|recipient|mailbox|account|domain)|"
    r"delivery (?:to|of|has|failed|error|failure)|unable to deliver|over ?quota|"
    r"(?:message|mail) (?:that you sent|you sent|is returned|was returned|returned|rejected|not delivered)|"
    r"(?:following|these) (?:address|recipient|user)|bounced?\b|transcript of session|smtp error|"
    r"宛先.{0,20}(?:見つか|存在|不明|拒否|届)|(?:配信|送信|配送|送達|お届け)(?:が|は|を)?(?:でき(?:ません|なか)|不能|失敗|エラー)|"
    r"受信者.{0,20}(?:存在|見つか)|メールボックス.{0,20}(?:一杯|容量|あふれ)|返送(?:し|され|いた)"
)
_AUTOMATIC = (
    r"auto(?:matic|mated)?[- ]?(?:re(?:ply|sponse|sponder|spons)|response|answer)|autorespon\w*|r[ée]ponse automatique|"
    r"automatische antwort|risposta automatica|respuesta autom[áa]tica|"
    r"自動(?:返信|応答)(?:メール|メッセージ)?|자동 ?회신|自动(?:回复|答复)"
)
_ABSENT = (
    r"out of (?:the )?office(?: auto-?reply| message)?|ooo|(?:on )?vacation(?: reply| message| auto-?reply)?|"
    r"away(?: message| from (?:my|the) (?:office|desk|mail))?|abwesen\w*|absence du bureau|"
    r"不在(?:通知|連絡|のお知らせ|のご連絡|応答|返信|メール|メッセージ)(?:メール)?|"
    r"(?:お|長期)?休暇(?:中|のお知らせ)(?:です|メール)?"
)
# A mail program's own words before the subject it answers, or nothing but them: what a person does not write.
ANSWERED: Final = re.compile(rf"(?i)^\W*(?:{_AUTOMATIC}|{_ABSENT})\s*(?:[:：]|[】\])）]?\s*$)")
# The same words in a mark of their own; people write such marks too.
MARKED: Final = re.compile(
    rf"(?i)[【\[(（《]\s*(?:{_AUTOMATIC}|{_ABSENT}|自動(?:送信|配信))\s*[】\])）》]|^i(?:'m| am) (?:out|away)\b"
)
ABSENT: Final = re.compile(
    rf"(?i)^\W*(?:(?:{_AUTOMATIC})\W*)?(?:{_ABSENT})|[【\[(（]\s*(?:{_ABSENT})|"
    r"\b(?:out of (?:the )?office|on vacation|on leave|currently away|am away|annual leave|maternity leave)\b|"
    r"i(?:'m| am) (?:out|away)\b|"
    r"(?:不在|留守|休暇|休業|出張).{0,20}(?:しております|いたします|いたしており|頂いて|いただい|の(?:ため|期間)|中(?:です|のため)|となり)|"
    r"夏季休業|年末年始.{0,12}休(?:業|暇)|席を外して"
)
# What an automatic answer says of itself; who writes about automatic answers says it of something else.
SAYS_AUTOMATIC: Final = re.compile(
    r"(?i)(?:こちら|これ|(?:この|本|当)(?:電子)?(?:返信|メール|メッセージ|返信メール))は.{0,40}自動(?:的に)?で?(?:返信|応答|送信|配信|お送り)|"
    r"自動(?:的に)?で?(?:返信|応答|送信|配信)(?:して(?:おり|い)ます|されて(?:おり|い)ます|されました|しました|いたしました|いたしております)|"
    r"\b(?:this is an?|this (?:e-?mail|message|reply) (?:is|was|has been)(?: an?)?) (?:\S+ ){0,3}"
    r"auto(?:matic|mated|matically)?[- ]?(?:re(?:ply|sponse)|generated|response|sent)|do not reply|"
    r"(?:このメール|本メール|このメッセージ)(?:に|へ).{0,20}返信(?:しないで|なさらないで|は(?:ご遠慮|不要))|"
    r"(?:ご)?返信(?:しないで|なさらないで)(?:ください|下さい)"
)
# What somebody says of his own absence, or a program in his name.
IS_ABSENT: Final = re.compile(
    r"(?i)\b(?:(?:i am|i'm|i will be|i'll be|we are) (?:currently )?"
    r"(?:out of|away|on (?:vacation|leave|annual|maternity))|currently (?:away|out of)|am away)\b|"
    r"^\W*(?:out of (?:the )?office|on vacation|on leave)|"
    r"(?:不在|留守|休暇|休業|出張).{0,20}(?:しております|いたします|いたしており|頂いて|いただい)|席を外して"
)
CHALLENGE: Final = re.compile(
    r"(?i)(?:requires?|needs?|request(?:s|ing)?|awaiting) (?:e-?mail |sender |your )?(?:verification|confirmation)|"
    r"(?:please )?(?:confirm|verify) (?:your )?(?:message|e-?mail|mail|that you|you are)|"
    r"sender (?:verification|authentication)|"
    r"verify#|challenge[- ]response|送信者(?:の)?(?:確認|認証)(?!書)|受信(?:許可|承認)の(?:お願い|手続)"
)
LIST_SERVER: Final = re.compile(
    r"(?i)you \S+ are not member|ignored \*not member\* article|loop alert:|reject mail from|"
    r"loop back warning|unix from loop|spam mail from a spammer|fml command status report"
)
# Amazon SES reports in JSON, through its own notification service.
SES_DELIVERED: Final = re.compile(r'(?i)\A\s*\{"notificationtype"\s*:\s*"delivery"')
COMPLAINT: Final = re.compile(r"(?i)^\s*complaint about message from")
FORWARDED_REPORT: Final = re.compile(r"(?i)^\s*(?:fwd?|転送|tr|wg)\s*[:：]\s*")
