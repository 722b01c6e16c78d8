"""The English grammar. Clauses are in the past tense, so that parents and pupils can say them alike."""

from cocreate.worlds.learning_centres.verbatims.grammar import BETWEEN, HAPPY, UNHAPPY, Aspect, Grammar

_SLOTS = {
    "calmly": ("patiently", "in plain words", "without any hurry", "point by point", "in a friendly way"),
    "manner": (
        "step by step", "with everyday examples", "very patiently", "in small pieces", "with a little game",
        "on the whiteboard", "with a good story", "without any hurry", "in two different ways",
    ),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "later": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "wait": ("twenty minutes", "half an hour", "forty minutes", "nearly an hour", "a quarter of an hour"),
    "quick": ("two minutes", "five minutes", "a few minutes", "less than ten minutes", "hardly a minute"),
    "days": ("two days", "three days", "four days", "five days", "a week"),
    "weeks": ("two weeks", "three weeks", "a month", "six weeks"),
    "times": ("twice", "three times", "four times", "again and again"),
    "feeling": ("proud", "happy", "full of ideas", "calm", "cheerful", "eager to go on"),
    "very": ("really", "very", "quite", "wonderfully", "remarkably"),
    "month": ("this month", "this term", "within a month", "in the last few weeks", "lately"),
}  # fmt: skip

_LESSONS = {
    "maths": (
        "fractions", "long division", "word problems", "decimals", "symmetry", "percentages", "angles",
        "negative numbers", "bar charts", "times tables",
    ),
    "reading": (
        "spelling rules", "short poems", "long sentences", "fairy tales", "reading aloud", "new words",
        "punctuation", "letters to a friend", "story endings", "summaries",
    ),
    "coding": (
        "simple loops", "variables", "drawing with code", "finding bugs", "a little maze game", "conditions",
        "lists", "moving sprites", "a quiz program", "reading error messages",
    ),
    "drawing": (
        "shading", "perspective", "colour mixing", "portraits", "quick sketches", "still life", "patterns",
        "landscapes", "drawing hands", "light and shadow",
    ),
    "science": (
        "electric circuits", "the water cycle", "magnets", "the solar system", "plants and light", "levers",
        "sound waves", "melting and freezing", "rocks", "how lungs work",
    ),
}  # fmt: skip
_COURSES = tuple(
    {"subject": subject, "lesson": lesson, "teacher": teacher}
    for subject, lessons in _LESSONS.items()
    for lesson in lessons
    for teacher in ("our teacher", "the teacher", "the new teacher", f"the {subject} teacher")
)

_PARENTS = tuple(
    {"kid": kid, "them": them, "their": their}
    for kid, them, their in (
        ("my daughter", "her", "her"),
        ("my son", "him", "his"),
        ("our daughter", "her", "her"),
        ("our son", "him", "his"),
        ("my eldest", "her", "her"),
        ("our youngest", "him", "his"),
    )
)
_PUPILS = ({"kid": "I", "them": "me", "their": "my"},)

_ASPECTS = {
    "teacher": Aspect(
        (
            "{teacher} explained {lesson} {manner} and {kid} understood it at last",
            "{teacher} noticed when {kid} was stuck and went through {lesson} {manner}",
            "{teacher} was kind and {very} well prepared for {lesson}",
            "{kid} came out of the {day} lesson {feeling} thanks to {teacher}",
        ),
        (
            "{teacher} rushed through {lesson} and {kid} was lost for the rest of the lesson",
            "the teacher was changed {times} {month} and {kid} had to start over with each one",
            "{teacher} hardly looked at what {kid} had done on {lesson}",
            "questions about {lesson} were brushed aside on {day} by {teacher}",
        ),
    ),
    "materials": Aspect(
        (
            "the workbook on {lesson} was clear and had just the right amount of practice",
            "the {subject} materials were {very} well made and built on each other",
            "{kid} kept going back to the {subject} kit at home to try {lesson} again",
        ),
        (
            "the {subject} workbook was full of mistakes, above all in the part on {lesson}",
            "the pages on {lesson} were far too easy and {kid} was bored by {day}",
            "half of the {subject} materials were missing when the part on {lesson} began",
        ),
    ),
    "schedule": Aspect(
        (
            "the {day} lessons fitted {very} well with school and other clubs",
            "it was easy to find a time on {day} that suited the whole family",
            "every {subject} lesson {month} began and ended on time",
        ),
        (
            "the {day} lesson was moved {times} {month} with hardly any notice",
            "there was no place left on {day} and the other times did not fit with school",
            "we learned only on {day} morning that the {subject} lesson was cancelled",
        ),
    ),
    "choice": Aspect(
        (
            "there was a {subject} group on {day} that suited the whole family",
            "we could choose between several {subject} groups and {kid} liked the one on {day}",
            "the times on offer for {subject} were {very} convenient, above all on {day}",
        ),
        (
            "there was no {subject} group left on {day} and the other times did not fit with school",
            "the only {subject} group for {their} age met on {day}, which did not suit us",
            "we were put on a waiting list for the {day} group for {weeks}",
        ),
    ),
    "price": Aspect(
        (
            "the fees were fair for such a small {subject} group",
            "for what {kid} learned about {lesson}, the price was {very} reasonable",
            "the prices were open from the start and nothing was added later",
        ),
        (
            "the fees went up {month} and nobody told us why",
            "the {subject} course was dear for a group of that size",
            "books and kits for {subject} came on top of the fees, which was not said before",
        ),
    ),
    "app": Aspect(
        (
            "the app showed the {day} lesson and the homework on {lesson} in one place",
            "booking the {subject} lesson in the app took {quick}",
            "the reminders in the app before the {day} lesson were {very} useful",
        ),
        (
            "the app forgot the password {times} {month}",
            "the app still showed the old time for the {day} lesson",
            "the homework on {lesson} did not open in the app until {day}",
        ),
    ),
    "progress": Aspect(
        (
            "{kid} moved up a whole level in {subject} within {weeks}",
            "after {weeks} {kid} did {lesson} without any help",
            "the marks in {subject} at school went up and {kid} felt {feeling}",
        ),
        (
            "after {weeks} of {subject} lessons we saw no difference at school",
            "{kid} still struggled with {lesson} after {weeks}",
            "nobody could tell us how far {kid} had come in {subject} {month}",
        ),
    ),
    "room": Aspect(
        (
            "the {subject} room was bright, warm and tidy on {day}",
            "there was plenty of room at the tables and everything for {lesson} was ready",
            "the waiting area was comfortable and {very} clean",
        ),
        (
            "the {subject} room was stuffy on {day} and the windows stayed shut",
            "there were too few chairs on {day}, so {kid} had to share one",
            "the heating in the {subject} room did not work on {day}",
        ),
    ),
    "noise": Aspect(
        (
            "it was {very} quiet on {day}, just right for {lesson}",
            "the doors were kept closed, so {kid} could think about {lesson}",
            "the group was lively on {day} but never too loud for {lesson}",
        ),
        (
            "it was so loud next door on {day} that {kid} could not follow {lesson}",
            "people walked in and out {times} while {lesson} was being explained",
            "building work outside went on through the whole {day} lesson",
        ),
    ),
    "online": Aspect(
        (
            "picture and sound were clear through the whole {day} lesson",
            "{kid} could ask about {lesson} at any time by raising a hand on the screen",
            "the online {subject} group was small and everyone was heard",
        ),
        (
            "the sound of the {day} lesson broke off {times} just as {lesson} came up",
            "it took {wait} on {day} before the online class let {kid} in",
            "in the online group {kid} was not asked a single question about {lesson}",
        ),
    ),
    "welcome": Aspect(
        (
            "someone met us at the door on {day} and showed {them} the {subject} room",
            "they took {quick} to ask what {kid} liked before the trial began",
            "{kid} felt at home on the first {day} and came back {feeling}",
        ),
        (
            "nobody knew of our visit on {day} and we stood at the desk for {wait}",
            "the tour on {day} was hurried and no one asked what {kid} liked",
            "the first visit felt like a sales talk, with hardly a word on {subject}",
        ),
    ),
    "desk": Aspect(
        (
            "the person at the desk explained the {subject} course and the forms {calmly}",
            "signing up at the desk on {day} took {quick}",
            "the desk found a {subject} group on {day} that suited {their} level",
        ),
        (
            "we waited {wait} at the desk on {day} to hand in one form",
            "the desk put {kid} into the wrong {subject} group {times}",
            "three different people at the desk asked for the same papers on {day}",
        ),
    ),
    "form": Aspect(
        (
            "the online form was short and took {quick} on the phone",
            "we saw at once which {subject} groups on {day} still had places",
            "the confirmation for the {subject} course came straight away",
        ),
        (
            "the online form lost everything {times} before it went through",
            "the payment page for the {subject} course hung for {wait}",
            "no confirmation came for {days} after we had signed up for {subject}",
        ),
    ),
    "word": Aspect(
        (
            "{teacher} told us at the door what had gone well with {lesson}",
            "a short message after the {day} lesson said what {kid} had done in {subject}",
            "it was good to hear after class how {kid} got on with {lesson}",
        ),
        (
            "we heard nothing after the {day} lesson about what was done in {subject}",
            'asking {teacher} how {kid} got on with {lesson} brought only "fine" as an answer',
            "nobody said for {weeks} what {kid} should practise for {subject}",
        ),
    ),
    "card": Aspect(
        (
            "the new card from {teacher} said {very} well what {kid} had learned about {lesson}",
            "thanks to the feedback card we knew on {day} what to practise for {lesson}",
            "the card after the {day} class named one thing {kid} did well and one to try next",
            "{kid} read the feedback card on {lesson} aloud at home and was {feeling}",
        ),
        (
            "the feedback card came only on {day}, when {lesson} was long over",
            "the card about {lesson} was the same for every child in the group",
            "the feedback card on {lesson} was hard to read and had no next step",
        ),
    ),
    "homework": Aspect(
        (
            "the homework on {lesson} was short and fitted what was done in class",
            "the {subject} homework came back with useful notes by {day}",
            "{kid} finished the homework on {lesson} alone and was {feeling}",
        ),
        (
            "there was far too much homework on {lesson} for one evening",
            "the {subject} homework was never looked at {month}",
            "{kid} did not know what the homework on {lesson} was meant to be",
        ),
    ),
    "report": Aspect(
        (
            "the progress report showed step by step how {their} {subject} had grown",
            "the report named {lesson} as the next goal and said how to get there",
            "the {subject} report was {very} easy to understand, even on a phone",
        ),
        (
            "the progress report said nothing about {lesson}, which was our question",
            "the {subject} report came {weeks} late",
            "the report was full of numbers and did not say what {kid} should do about {lesson}",
        ),
    ),
    "hotline": Aspect(
        (
            "the hotline picked up at once and knew about {their} {subject} course",
            "the person on the phone on {day} listened and sorted it out in {quick}",
            "one call on {day} was enough and the answer was {very} clear",
        ),
        (
            "we hung on the hotline for {wait} on {day}",
            "the hotline promised to call back and did not do so for {days}",
            "the person on the hotline could not decide anything on {day}",
        ),
    ),
    "chat": Aspect(
        (
            "the chat answered late on {day} and solved it in {quick}",
            "in the chat {kid} got a {very} helpful answer with a picture of each step",
            "the person in the chat knew the {subject} course and stayed until it was done",
        ),
        (
            "the chat sent the same ready-made answer {times} on {day}",
            "nobody wrote back in the chat for {days}",
            "the chat closed on {day} while we were still typing about the {subject} course",
        ),
    ),
    "refund": Aspect(
        (
            "the refund for the {subject} course was paid within {days}",
            "they told us {calmly} how the refund for {subject} was worked out",
        ),
        (
            "the refund for the {subject} course had not come after {weeks}",
            "nobody could say how the refund for the {day} lessons was worked out",
        ),
    ),
    "reschedule": Aspect(
        (
            "the {subject} lesson was moved from {day} to a better time in {quick}",
            "a make-up lesson for the missed {day} was found straight away",
        ),
        (
            "moving the {subject} lesson away from {day} took {days}",
            "the make-up lesson for {day} was offered at a time when {kid} was at school",
        ),
    ),
    "billing": Aspect(
        (
            "the mistake in the {subject} bill was put right within {days}",
            "every line of the {subject} bill was explained {calmly}",
        ),
        (
            "the bill for {subject} was wrong {times} {month}",
            "we were billed for the {day} lesson that never took place",
        ),
    ),
    "login": Aspect(
        (
            "they got {them} back into the app in {quick}",
            "the trouble with the app on {day} was solved {calmly}",
        ),
        (
            "{kid} could not get into the app for {days}",
            "the app lost the {subject} homework {times} and nobody knew why",
        ),
    ),
    "parcel": Aspect(
        (
            "the missing {subject} workbook was posted the very next day",
            "the broken {subject} kit was replaced within {days}",
        ),
        (
            "the {subject} workbook had still not arrived after {weeks}",
            "the wrong {subject} kit was sent {times}",
        ),
    ),
    "renewing": Aspect(
        (
            "renewing the {subject} course took {quick} and kept {their} place on {day}",
            "they asked what {kid} wanted from {subject} next before we renewed",
            "the offer to stay was clear and there was no pressure at all",
        ),
        (
            "we were called {times} {month} about renewing the {subject} course",
            "{their} place on {day} was given away while we were still deciding",
            "the terms for staying changed between two visits within {weeks}",
        ),
    ),
}

_FAULT = (
    "we called the hotline {times} and each time had to explain it all again",
    "the hotline had no note of the first call, so we had to explain it all again on {day}",
    "every new person on the hotline asked from the beginning and we had to tell the whole story again",
    "the hotline passed us on {times} and each person made us tell the whole story again",
    "nobody on the hotline could find our case on {day}, so we had to explain it all again",
    "after {wait} on the line we were cut off, called back and had to tell the whole story again",
)

_PARTS = {
    "O": ("", "", "", "all in all, ", "so far, ", "overall, ", "to be fair, "),
    "T": (
        "Thank you, and keep it up!", "We are glad we came.", "Many thanks to everyone at the centre.",
        "We tell our friends about it.", "Well done, everyone!", "Please stay just as you are.",
        "It was worth the journey.", "We look forward to the next lesson.", "That is how it should be.",
    ),
    "G": (
        "Well done!", "Thank you all.", "A happy customer here.", "Nothing to complain of.",
        "Only good news from us.",
        "You asked, so here it is.", "Keep going like this!",
    ),
    "H": (
        "A call back at a time we choose would help.",
        "A line open on {later} evening would be good.",
        "It would help to see in the app how far the matter is.",
        "A short summary by e-mail would be useful.",
        "Please say how long it will take.",
        "Could the answers be kept in the app as well?",
        "Perhaps list the most common questions on one page.",
    ),
    "S": (
        "A lesson on {later} evening would help us too.",
        "It would be nice to have more {subject} groups.",
        "Perhaps add a short break in the middle.",
        "A list of what comes next in {subject} would be useful.",
        "Please tell us a little earlier when something changes.",
        "It would help to know the group before {later}.",
        "A quiet corner for those who wait would be lovely.",
        "Could there be a summer course in {subject} as well?",
        "Is there a way to practise {lesson} between lessons?",
    ),
    "R": (
        "Please put this right before {later}.",
        "What happens next, and who looks after it?",
        "Could somebody please call us back?",
        "When will this be better?",
        "We would like a clear answer by {later}.",
        "Who can we talk to about it?",
        "Please let one person look after it.",
        "Should we look for another place?",
        "We hope that you read this.",
    ),
}  # fmt: skip

_SHAPES = {
    HAPPY: (
        ("{P}.", "{Q}."),
        ("{P}, and {Q}.",),
        ("{P}.", "{Q}.", "{T}"),
        ("{O}{P}.", "{T}"),
        ("{P}.", "{S}"),
        ("{G}", "{P}.", "{Q}."),
    ),
    BETWEEN: (
        ("{Q}, but {C}.",),
        ("{O}{Q}, though {C}.",),
        ("{Q}.", "{C}.", "{S}"),
        ("{C}.", "{S}"),
        ("{C}, but at least {Q}.",),
    ),
    UNHAPPY: (
        ("{C}.", "{D}."),
        ("{C}, and {D}.",),
        ("{C}.", "{D}.", "{R}"),
        ("{C}.", "{R}"),
        ("{O}{C}.", "{R}"),
    ),
}

ENGLISH = Grammar(" ", _SLOTS, _COURSES, _PARENTS, _PUPILS, _ASPECTS, _FAULT, _PARTS, _SHAPES)
