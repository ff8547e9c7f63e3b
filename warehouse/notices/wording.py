"""What each kind of incident says. Names of members, of their files and contents of rows never stand here."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.notices.incident import Bilingual


@dataclass(frozen=True)
class Wording:
    """The texts of one kind of incident; names in braces are filled with its facts."""

    title: Bilingual
    what: Bilingual
    effect: Bilingual
    remedy: Bilingual


WORDINGS: dict[str, Wording] = {
    "source_late": Wording(
        Bilingual("情報源の遅れ：{source}", "Source late: {source}"),
        Bilingual("{source}が届いていません。{reason}", "{source} has not come. {reason}"),
        Bilingual(
            "手元のデータを使い続け、その時点を公開しています（{reached}）。",
            "The data we have stays in use, and its date is shown to readers ({reached}).",
        ),
        Bilingual(
            "発行元のページを開いて確かめてください。発行元の遅れなら、届き次第ひとりでに直ります。",
            "Open the publisher's page. If the publisher is late, this heals by itself when the file comes.",
        ),
    ),
    "file_refused": Wording(
        Bilingual("受け入れられないファイル：{source}", "File refused: {source}"),
        Bilingual(
            "{source}のファイルを受け入れられませんでした（{count}件）。最初の一件：{first}",
            "{source}: files refused, {count}. The first: {first}",
        ),
        Bilingual(
            "該当するファイルは前回の正しい版を使い続けます。ほかのファイルには影響しません。",
            "The last good version of each stays in use; other files are not affected.",
        ),
        Bilingual(
            "`tsunagu status`で全件を見て、発行元のファイルと比べてください。"
            "様式の変更なら読み取りを直します。",
            "See all of them with `tsunagu status`, and compare the publisher's file with what its register "
            "declares. A changed format is taught to the parser.",
        ),
    ),
    "run_failed": Wording(
        Bilingual("実行の失敗：{step}", "Run failed: {step}"),
        Bilingual(
            "ジョブ{job}の段階{step}が失敗しました（連続{times}回、最後は{last}、種類は{error}、実行{run}）。",
            "Step {step} of job {job} failed ({times} in a row, the last {last}, {error}, run {run}).",
        ),
        Bilingual(
            "この段階より後は作られていません。公開中のもの：{public}。",
            "Nothing after this step was made. What readers have: {public}.",
        ),
        Bilingual(
            "理由は`tsunagu status`で分かります。ひとりでに再試行されます。続くなら原因を直してください。",
            "`tsunagu status` tells the cause. It is tried again by itself; if it goes on, mend the cause.",
        ),
    ),
    "check_failed": Wording(
        Bilingual("検査の不合格：{asset} {check}", "Check failed: {asset} {check}"),
        Bilingual("{asset}の検査{check}が不合格です。", "Check {check} on {asset} failed."),
        Bilingual(
            "新しいものの公開を止めています。公開中のもの：{public}。",
            "Nothing new becomes public. What readers have: {public}.",
        ),
        Bilingual(
            "`tsunagu status`で見つかったことを読み、データか規則を直してください。"
            "直れば次の実行で公開されます。",
            "Read what it found with `tsunagu status`; mend the data or the rule. The next run publishes.",
        ),
    ),
    "check_not_run": Wording(
        Bilingual("検査できない：{asset} {check}", "Check could not run: {asset} {check}"),
        Bilingual(
            "{asset}の検査{check}は判定できませんでした。合格とはみなしません。",
            "Check {check} on {asset} could not judge. That is never counted as a pass.",
        ),
        Bilingual(
            "新しいものの公開を止めています。公開中のもの：{public}。",
            "Nothing new becomes public. What readers have: {public}.",
        ),
        Bilingual(
            "`tsunagu status`で理由を読んでください。たいていはデータではなく検査そのものの誤りです。",
            "Read the cause with `tsunagu status`. Mostly the check itself is broken, not the data.",
        ),
    ),
    "correction_mended": Wording(
        Bilingual("訂正の見直し", "Corrections to review"),
        Bilingual(
            "発行元のデータが、私たちの訂正の前提と違うものになりました。多くは発行元が直したためです。",
            "The publisher's data is no longer what a correction of ours expects; mostly it has been mended.",
        ),
        Bilingual(
            "合わない訂正は適用していません。公開は止まりません。",
            "A correction that no longer fits is not applied. Publication goes on.",
        ),
        Bilingual(
            "`tsunagu status`がどの訂正かを示します。`corrections/`から外すか、書き直してください。",
            "`tsunagu status` names it. Take it out of `corrections/`, or write it anew.",
        ),
    ),
    "inbox_unanswered": Wording(
        Bilingual("受信箱で受け取れないもの：{rule}", "Cannot be taken from the inbox: {rule}"),
        Bilingual("受信箱に{count}件：{message}", "{count} in the inbox: {message}"),
        Bilingual(
            "送った人に受領書が届いていません。登録簿の更新には影響しません。",
            "Whoever sent this has no receipt. The registers are not affected.",
        ),
        Bilingual(
            "`tsunagu status`で場所を確かめてください。{advice}", "`tsunagu status` names the place. {advice}"
        ),
    ),
    "inbox_waiting": Wording(
        Bilingual("受信箱で待つファイル", "Files wait in the inbox"),
        Bilingual(
            "届いたファイル{count}件に受領書が出ていません。",
            "Whole files that have not been answered: {count}.",
        ),
        Bilingual("会員が返事を待っています。", "Members wait for their receipts."),
        Bilingual(
            "受信箱のセンサーが動いているか、実行が詰まっていないかを`tsunagu status`で確かめてください。"
            "`tsunagu run`でも受け取れます。",
            "See with `tsunagu status` whether the inbox's sensor is on and no run is stuck. `tsunagu run` "
            "takes them too.",
        ),
    ),
    "members_unreadable": Wording(
        Bilingual("members.ymlが読めません", "members.yml cannot be read"),
        Bilingual(
            "会員の一覧が決まりどおりに書かれていないため、誰のファイルも受け取れません。",
            "The list of members is not written as it must be, so nobody's files can be taken in.",
        ),
        Bilingual(
            "受信箱のファイルはそのまま残り、会員に返事が出ません。台帳の更新は、前の一覧のまま続きます。",
            "Files stay in the inbox, members get no answer. The registers go on, with the list as it was.",
        ),
        Bilingual("`tsunagu status`が示す行を直してください。", "Mend the line that `tsunagu status` names."),
    ),
    "disk_low": Wording(
        Bilingual("ディスクの残りわずか", "Disk nearly full"),
        Bilingual("空きは{free}、全体は{total}です。", "{free} free of {total}."),
        Bilingual(
            "いっぱいになると実行は失敗します。公開中のデータは壊れません。",
            "Once it is full, runs fail. What is public is not damaged.",
        ),
        Bilingual(
            "実行中でないときに`staging/`と`scratch/`を空にするか、ディスクを増やしてください。"
            "`landing/`、`submissions/`、`ledger/`は決して消さないでください。",
            "Empty `staging/` and `scratch/` while nothing runs, or add room. Never delete `landing/`, "
            "`submissions/` or `ledger/`.",
        ),
    ),
    "live_overdue": Wording(
        Bilingual("速報データの遅れ", "Live data overdue"),
        Bilingual(
            "新しいデータがあるのに、速報（live）が更新されていません。今のもの：{public}。",
            "There is new data that live does not show yet. It is: {public}.",
        ),
        Bilingual(
            "読者は古い速報を見ています。リリースには影響しません。",
            "Readers see an older live. Releases are not affected.",
        ),
        Bilingual(
            "`tsunagu status`でセンサーと実行待ちを確かめてください。`tsunagu run`でも更新されます。",
            "Look at sensors and queue with `tsunagu status`. `tsunagu run` brings it up to date too.",
        ),
    ),
    "release_overdue": Wording(
        Bilingual("リリースの遅れ", "Release overdue"),
        Bilingual(
            "{due}に予定されたリリースが出ていません。最新：{public}。",
            "The release due at {due} has not come. The newest: {public}.",
        ),
        Bilingual(
            "読者は前のリリースを使い続けます。壊れてはいません。",
            "Readers go on with the last release, which is whole.",
        ),
        Bilingual(
            "ほかの知らせがあれば先に直し、`tsunagu run`で出してください。",
            "Mend first what other notices tell, then release with `tsunagu run`.",
        ),
    ),
    "release_damaged": Wording(
        Bilingual("リリースの破損", "Release damaged"),
        Bilingual(
            "公開中のリリースのファイルが読めません。",
            "A file of a public release is missing or cannot be read.",
        ),
        Bilingual(
            "読者は壊れたリリースを受け取るおそれがあり、新しいリリースも出せません。",
            "Readers may get a damaged release, and no new one can be made.",
        ),
        Bilingual(
            "`tsunagu verify`で調べ、控えから戻してください。ディスクの故障を疑ってください。",
            "Look with `tsunagu verify`, and restore it from the back-up. Suspect the disk.",
        ),
    ),
    "queue_stuck": Wording(
        Bilingual("実行待ちの停滞", "Queue stuck"),
        Bilingual(
            "実行{count}件が待っていますが、何も動いていません。", "Runs that wait: {count}. None is working."
        ),
        Bilingual("新しいデータが公開に進みません。", "New data does not reach the public."),
        Bilingual(
            "Dagsterのデーモンを再起動してください。", "Restart Dagster's daemon, then look at its log."
        ),
    ),
    "run_too_long": Wording(
        Bilingual("終わらない実行：{job}", "Run does not end: {job}"),
        Bilingual("ジョブ{job}の実行{run}が終わりません。", "Run {run} of job {job} is still not finished."),
        Bilingual("ほかの実行が待たされています。", "Other runs wait for it."),
        Bilingual(
            "Dagsterで進み具合を見て、止まっていれば打ち切ってください。打ち切っても失われるものはありません。",
            "See in Dagster how far it is; terminate it if it is stuck. Nothing is lost by that.",
        ),
    ),
    "sensor_failed": Wording(
        Bilingual("センサーの失敗：{error}", "Sensor fails: {error}"),
        Bilingual(
            "評価が続けて失敗しています（{error}）：{sensors}。",
            "Evaluations fail again and again ({error}): {sensors}.",
        ),
        Bilingual("それらが見張るものに気づけません。", "What they watch for goes unnoticed."),
        Bilingual(
            "Dagsterで評価の記録を見て、原因を直してください。",
            "Look at their ticks in Dagster, and mend the cause.",
        ),
    ),
    "channel_down": Wording(
        Bilingual("知らせが届かない：{channel}", "Notices do not leave: {channel}"),
        Bilingual(
            "{channel}で知らせを送れません（{problem}）。{count}件が待っています。",
            "Notices by {channel} do not leave ({problem}); {count} wait.",
        ),
        Bilingual(
            "知らせは失われず、直れば届きます。それまでは`tsunagu status`で見られます。",
            "None is lost: they leave once it is mended. Until then `tsunagu status` shows them.",
        ),
        Bilingual(
            "環境変数{variables}と相手の受け口を確かめてください。",
            "Check the environment variables {variables}, and the other end.",
        ),
    ),
}

#: Why something in the inbox is not taken, and what to do; by the last part of the rule of the intake.
INBOX_RULES: dict[str, tuple[Bilingual, Bilingual]] = {
    "stray": (
        Bilingual(
            "会員のフォルダーの外に置かれています。",
            "it lies outside of any member's folder, so nobody sent it.",
        ),
        Bilingual("送った会員のフォルダーに移してください。", "Move it into the folder of its sender."),
    ),
    "unknown_member": (
        Bilingual("会員でない名のフォルダーです。", "a folder has a name that is no member's."),
        Bilingual(
            "members.ymlに会員を加えるか、フォルダー名を直してください。",
            "Add the member to members.yml, or rename the folder.",
        ),
    ),
    "not_regular": (
        Bilingual(
            "ふつうのファイルではありません（リンクなど）。",
            "no ordinary file, but a link, a folder or a device.",
        ),
        Bilingual("ファイルそのものを置いてもらってください。", "Have the file itself put there."),
    ),
    "unfinished": (
        Bilingual("受信の途中のまま一日以上たっています。", "half received, for more than a day."),
        Bilingual("もう一度送ってもらってください。", "Have it sent once more."),
    ),
}
