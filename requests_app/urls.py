"""Addresses of disclosure on application."""

from django.urls import path

from requests_app.views import assigning, conversing, desk, entering, filing, mailbox, papers, public, sheets

app_name = "requests_app"
urlpatterns = [
    path("apply/", public.apply, name="apply"),
    path("apply/received/<str:number>/", public.received, name="received"),
    path("apply/received/<str:number>/receipt.pdf", public.receipt_pdf, name="receipt_pdf"),
    path("apply/continue/", filing.continue_draft, name="continue_draft"),
    path("apply/<slug:slug>/", filing.apply_to, name="apply_to"),
    path("apply/<slug:slug>/public/", filing.public_already, name="public_already"),
    path("apply/<slug:slug>/answered/", filing.answered, name="answered"),
    path("apply/<slug:slug>/form.pdf", sheets.form_pdf, name="form_pdf"),
    path("apply/<slug:slug>/form.docx", sheets.form_docx, name="form_docx"),
    path("track/", public.track, name="track"),
    path("track/notices/<str:signed>.pdf", public.notice_of, name="notice_of"),
    path("track/notices/<str:signed>.docx", public.notice_word_of, name="notice_word_of"),
    path("track/<str:signed>/", public.followed, name="followed"),
    path("track/<str:signed>/form.pdf", sheets.filed_form, name="filed_form"),
    path("track/<str:signed>/correct/", public.correct, name="correct"),
    path("track/<str:signed>/reply/", conversing.reply, name="reply"),
    path("track/<str:signed>/withdraw/", public.withdraw, name="withdraw"),
    path("desk/", desk.desk, name="desk"),
    path("desk/new/", entering.enter, name="enter"),
    path("desk/files/<int:pk>/", entering.file, name="case_file"),
    path("desk/assigned/", assigning.assigned, name="assigned"),
    path("desk/assigned/<int:pk>/", assigning.assignment, name="assignment"),
    path("desk/mails/", mailbox.waiting, name="mails"),
    path("desk/mails/<int:pk>/", mailbox.mail, name="mail"),
    path("desk/mails/<int:pk>/aside/", mailbox.set_aside, name="mail_aside"),
    path("desk/mails/<int:pk>/original/", mailbox.original, name="mail_original"),
    path("desk/mails/<int:pk>/files/<int:place>/", mailbox.file, name="mail_file"),
    path("desk/notices/<int:pk>.pdf", papers.notice_file, name="notice"),
    path("desk/notices/<int:pk>.docx", papers.notice_document, name="notice_document"),
    path("desk/notices/<int:pk>/", papers.notice, name="notice_page"),
    path("desk/notices/<int:pk>/again/", papers.reissue, name="reissue"),
    path("desk/<int:pk>/notices/", papers.issue, name="issue"),
    path("desk/<int:pk>/", desk.case, name="case"),
    path("desk/<int:pk>/identity/", desk.identity, name="identity"),
    path("desk/<int:pk>/assign/", assigning.assign, name="assign"),
    path("desk/<int:pk>/note/", conversing.say, {"what": "note"}, name="note"),
    path("desk/<int:pk>/message/", conversing.say, {"what": "message"}, name="message"),
    path("desk/<int:pk>/files/", conversing.add_files, name="add_files"),
    path("desk/<int:pk>/<slug:step>/", desk.take, name="take"),
]
