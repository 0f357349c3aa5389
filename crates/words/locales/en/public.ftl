# Public pages: home, services, topics, search. Keys: public-…, sheet-…, office-… of offices, legal-…, privacy-…

public-home-description = The site and online desk of your municipality: services, offices, news and events.
public-home-search = What do you need?
public-all-news = All news
public-latest-news = Latest news
public-featured-services = Featured services
public-all-services = All services
public-next-events = Coming events
public-all-events = All events
public-featured-topics = Featured topics
public-show-all-topics = Show all topics
public-useful-links = Useful links
public-some-places = Places to know
public-all-places = All places

public-services-intro = All services of the municipality, online and at the counter. For each you find who it is for, what you need, how long it takes and what it costs.
public-explore-services = Explore all services
public-services-of-category = Services in this category
public-search-service = Search for a service
public-services-found = { $n ->
    [0] No service found.
    [one] { $n } service found.
   *[other] { $n } services found, in alphabetical order.
}
public-show-all = Show everything
public-nothing-found = We found nothing with these words. Try a single or a more general word, or ask for help.
public-category-empty = There are no services in this category yet.
public-online-services = Online services
public-explore-categories = Explore by category

public-topics = Topics
public-topics-intro = Topics gather services, news, events and places on the same subject.
public-topic-managed = This topic is looked after by
public-topic-empty = There is nothing on this topic yet.
public-go-to-section = Go to:

public-administration-intro = How the municipality is organised, who does what and how to reach the offices.
public-explore-administration = Explore the administration
public-areas-intro = The areas that group the offices of the municipality.
public-offices-intro = What each office does, where it is and when it is open.
public-offices-none = There are no offices to show yet.
public-list = List

public-news-intro = News, statements and notices of the municipality.
public-explore-news = Explore all news
public-explore-by-kind = Explore by kind
public-news-notizie-intro = News on what happens in town.
public-news-comunicati-intro = Official statements of the administration.
public-news-avvisi-intro = Notices on deadlines, closures and changes in services.
public-news-none = There is nothing to report for now.
public-date = Date
public-by = Written by

public-living-intro = Places to know and events to come.
public-places-intro = Parks, libraries, sports grounds and other places open to everybody.
public-places-none = There are no places to show yet.
public-events-intro = Events to come in town.
public-events-none = There are no events planned for now.
public-event-days = from { $from } to { $to }
public-address = Address
public-how-to-get-in = How to get there and in
public-when = When
public-where = Where
public-for-whom = Who it is for
public-event-cost = Cost

public-search-what = What are you looking for?
public-results = { $n ->
    [0] No results.
    [one] { $n } result.
   *[other] { $n } results.
}
public-nothing-for = No results for “{ $value }”.
public-perhaps = You may have meant:
public-result-kinds = Kinds

public-questions = Frequently asked questions
public-questions-intro = Answers to the questions you ask us most often.
public-search-question = Search the questions
public-questions-found = { $n ->
    [0] No question found.
    [one] { $n } question found.
   *[other] { $n } questions found.
}
public-questions-else = Did you not find the answer?
public-assistance-intro = Write to us or call us: we help you use the services and find the right office.
public-assistance-before = You may find useful
public-find-office = Find the right office
public-appointment = Book an appointment
public-appointment-intro = For now appointments are made by telephone or e-mail: choose the office and contact it during opening hours.
public-appointment-for = Service: { $value }. Below is the office in charge of it.
public-appointment-say = Say for which service you want the appointment and leave a contact.
public-appointment-bring = Bring a valid identity document to the appointment.
public-appointment-offices = Offices, hours and contacts

office-phone = Telephone
office-email = E-mail
office-hours = Opening hours
office-competences = What it does
office-services = Services offered
office-organisation = Organisation
office-area = Area
office-responsible = In charge of procedures
office-head = Head

sheet-active = Service available
sheet-inactive = Service not available
sheet-reason = Why it is not available:
sheet-apply-online = Apply online
sheet-needs-identity = You need SPID or CIE
sheet-about-minutes = { $n ->
    [one] about { $n } minute
   *[other] about { $n } minutes
}
sheet-index = On this page
sheet-addressed = Who it is for
sheet-description = Description
sheet-how-to = What to do
sheet-needed = What you need
sheet-achieved = What you get
sheet-calendar = Times and deadlines
sheet-at-once = At once
sheet-cost = What it costs
sheet-access = Use the service
sheet-access-button = Use the service
sheet-counter = At the counter
sheet-constraints = Limits
sheet-conditions = Terms of service
sheet-conditions-intro = Before using the service read on what terms it is offered.
sheet-conditions-link = Terms and conditions of the service
sheet-contacts = Contacts
sheet-more = Further information
sheet-remedies = If you disagree or nobody answers
sheet-substitute = If the municipality does not answer in time you may turn to the holder of the substitutive power: { $value }.
sheet-law = Law
sheet-updated = Last update:
sheet-related = Services in the same category
sheet-back = Back to the service

rating-stars-missing = Choose from 1 to 5 stars and send the rating again.
rating-thanks-title = Thank you
rating-thanks = Thank you, your opinion will help us improve the service!
rating-back = Back to the page

legal-licence-title = Licence of the contents
legal-cookies-title = Cookies
legal-cookies = This site uses only its own technical cookies: one remembers the language you chose, one recognises you after sign-in. There are no cookies of other sites and none for profiling, so we do not ask for your consent.
legal-software-title = Software
legal-software = The desk is free software under the EUPL 1.2 licence. Its looks follow the national model of municipal sites and use Bootstrap Italia.

privacy-intro = How the municipality treats the data of people who use this site, under articles 13 and 14 of Regulation (EU) 2016/679.
privacy-holder-title = Who the controller is
privacy-why-title = Why we treat data
privacy-why = To offer the services you ask for and for the tasks of public interest that the law gives the municipality (art. 6 par. 1 letters c and e of the regulation). The notice of each service says what that service needs.
privacy-what-title = Which data we treat
privacy-what = Those that the provider of your digital identity gives us when you sign in, those you write in forms and the documents you attach. Ratings of pages are anonymous.
privacy-cookies-title = Cookies and technical logs
privacy-cookies = We use only our own technical cookies. The server's logs hold the address you connect from and serve security alone. When the network is away, answers that you write in an application stay on your device, encrypted, until they are saved: for 30 days at most.
privacy-who-title = Who sees the data
privacy-who = Only the staff of the offices in charge and suppliers appointed as processors. Every look at one of your applications is recorded and you can see it in your personal area.
privacy-how-long-title = For how long
privacy-how-long = For the time that the rules on public archives set for each kind of application. A draft that you do not go on with is kept until the day written beside it in your personal area, then deleted; we tell you before. Contact details, residence and other data that recur, once written in an application, are kept for two years at most, to be offered again in the next one.
privacy-rights-title = Your rights
privacy-rights = You may ask to see, correct, restrict or erase your data and object to their use, by writing to the controller's addresses. You may also complain to the Italian data protection authority.
guide-title = Handbook
demo-mail-lead = What the trial persons have received, the latest message first.
demo-mail-to = To:
demo-title = This is a demo
demo-lead = People and applications are invented. Sign in as one of them, without a password, and try: the data stay on this machine.
demo-citizen = Sign in as a citizen
demo-staff = Sign in as staff
demo-citizens = Citizens
demo-officers = Staff of the municipality
demo-mail-title = Mail sent by the demo
guide-lead = How to use the online desk, step by step. The handbook is in Italian.
guide-others = Other chapters
guide-questions = Did you not find what you need?
demo-fields-title = All fields of a form
demo-fields-lead = Each kind of question, not answered, answered rightly, answered wrongly, and when it cannot be changed. The ready bricks stand at the end. What you write here is not saved.
demo-fields-index = Kinds and bricks
public-home-begun = Applications you have begun
