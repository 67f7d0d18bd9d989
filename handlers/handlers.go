// Package handlers is how the web asks: the only home of Fiber.
package handlers

import (
	"context"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"

	"albo/app/opendata"
	"albo/app/store"
	"albo/app/table"
	"albo/models"
	"albo/templates"
	"albo/templates/assets"
)

// Handlers answer requests about one open registry.
type Handlers struct {
	store *store.Store
	demo  []templates.DemoAccount // the accounts that the demonstration offers at sign-in

	endpoints []endpoint // for programs
	totals    opendata.Daily
}

// New makes the web of a registry: middleware in order, then every route. demo is nil but in the demonstration.
func New(st *store.Store, demo []templates.DemoAccount) (*fiber.App, error) {
	if err := assets.Check(); err != nil {
		return nil, err
	}
	h := &Handlers{store: st, demo: demo}
	h.endpoints = h.published()
	app := fiber.New(fiber.Config{
		AppName: "Albo", DisableStartupMessage: true, ErrorHandler: h.refuse,
		Immutable:         true,      // strings of a request outlive it in jobs and records
		ReadBufferSize:    16 << 10,  // long cookies and addresses
		BodyLimit:         256 << 10, // read at once; the rest streams, up to what measure allows
		StreamRequestBody: true, DisablePreParseMultipartForm: true,
		ReadTimeout: 2 * time.Minute, IdleTimeout: time.Minute,
	})
	app.Use(h.log, h.survive, h.secure)
	h.files(app)
	app.Use(compress.New(compress.Config{Level: compress.LevelBestSpeed})) // no page holds a secret beside what a visitor typed
	h.programs(app)
	h.sitemaps(app)
	app.Use(h.sameOrigin, h.identify)
	h.verification(app)
	app.Get("/", h.chooseLanguage)
	in := app.Group("/:lang", h.language)
	h.uploads(in)
	in.Use(h.measure(largestForm))
	h.public(in)
	h.requests(in)
	h.accounts(in)
	h.carers(in.Group("/me", h.signedIn))
	h.associations(in.Group("/association", h.signedIn, h.only(models.AssociationAdmin)))
	h.bodies(in.Group("/body", h.signedIn, h.only(models.BodyOfficer)))
	h.admin(in.Group("/admin", h.signedIn, h.only(models.PlatformAdmin)))
	app.Use(func(*fiber.Ctx) error { return models.ErrNotFound })
	return app, nil
}

// Serve answers on a listener until the context ends, then lets the running requests finish.
func Serve(ctx context.Context, app *fiber.App, listener net.Listener) error {
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		stopped <- app.ShutdownWithTimeout(20 * time.Second)
	}()
	if err := app.Listener(listener); err != nil {
		return err
	}
	return <-stopped
}

func (h *Handlers) files(app fiber.Router) {
	app.Get("/assets/:name", h.asset)
	app.Get("/favicon.svg", h.favicon)
	app.Get("/logos/:key", h.logoFile)
	app.Get("/robots.txt", h.robots)
	app.Get("/healthz", h.alive)
	app.Get("/readyz", h.ready)
}

func (h *Handlers) verification(app fiber.Router) {
	app.Get("/v/:code", h.verify)
	app.Get("/registers/:body/:file", h.registerFile)
}

// uploads are the forms with a file, the only ones that may be large.
func (h *Handlers) uploads(in fiber.Router) {
	large := h.measure(largestUpload)
	document := h.measure(models.MaxDocumentSize + largestForm)
	application := func(path string, do fiber.Handler) { in.Post("/me/applications/:id/"+path, document, h.signedIn, do) }
	application("draft", h.saveApplication)
	application("documents", h.attachToAdmission)
	application("documents/remove", h.detachFromAdmission)
	application("submit", h.submitApplication)
	application("complete", h.completeApplication)
	accreditation := func(path string, do fiber.Handler) { in.Post("/me/accreditations/:id/"+path, document, h.signedIn, do) }
	accreditation("draft", h.saveAccreditation)
	accreditation("documents", h.attachToAccreditation)
	accreditation("documents/remove", h.detachFromAccreditation)
	accreditation("submit", h.submitAccreditation)
	accreditation("complete", h.completeAccreditation)
	accreditation("answer-notice", h.answerNotice)
	in.Post("/body/rosters", large, h.signedIn, h.only(models.BodyOfficer), h.uploadRoster)
	in.Post("/body/logo", document, h.signedIn, h.only(models.BodyOfficer), h.setBodyLogo)
	in.Post("/association/logo", document, h.signedIn, h.only(models.AssociationAdmin), h.setAssociationLogo)
}

func (h *Handlers) public(in fiber.Router) {
	in.Get("/", h.showFront)
	in.Get("/carers", h.searchCarers)
	in.Get("/carers/:slug", h.showCarer)
	in.Get("/shortlist", h.showShortlist)
	in.Post("/shortlist", h.keep)
	in.Get("/shortlist/compare", h.compare)
	in.Get("/associations", h.showAssociations)
	in.Get("/associations/:slug", h.showAssociation)
	in.Get("/registers", h.showRegisters)
	in.Get("/registers/:body", h.showRegister)
	in.Get("/registers/:body/changes", h.showRegisterChanges)
	in.Get("/registers/:body/proof", h.showProof)
	in.Get("/registers/:body/feed.atom", h.registerFeed)
	in.Get("/verify", h.showVerify)
	in.Get("/api", h.showAPI)
	in.Get("/municipalities", h.searchMunicipalities)
	in.Post("/feedback", h.giveFeedback)
	in.Get("/report", h.showReport)
	in.Post("/report", h.report)
	for _, name := range texts {
		in.Get("/"+name, h.showText)
	}
}

func (h *Handlers) accounts(in fiber.Router) {
	in.Get("/sign-in", h.showSignIn)
	in.Post("/sign-in", h.signIn)
	in.Get("/sign-up", h.showSignUp)
	in.Post("/sign-up", h.signUp)
	in.Get("/account/forgot", h.showForgot)
	in.Post("/account/forgot", h.forgot)
	in.Get("/account/password/:token", h.showLink)
	in.Post("/account/password/:token", h.useLink)
	in.Post("/sign-out", h.signOut)
	in.Get("/account", h.signedIn, h.showAccount)
	in.Post("/account/password", h.signedIn, h.changePassword)
	in.Post("/account/language", h.signedIn, h.setLanguage)
	in.Get("/documents/:document", h.signedIn, h.openDocument)
}

func (h *Handlers) carers(me fiber.Router) {
	me.Get("/", h.showMe)
	me.Get("/data", h.showMyData)
	me.Post("/data", h.declare)
	me.Get("/listing", h.showMyListing)
	me.Post("/listing", h.saveProfile)
	me.Post("/listing/confirm", h.confirmEntry)
	me.Get("/certificates", h.showMyCertificates)
	me.Post("/certificates", h.issueMyCertificate)
	me.Get("/certificates/:id/pdf", h.openCertificate)
	me.Get("/applications/new", h.showNewApplication)
	me.Post("/applications", h.startApplication)
	me.Get("/applications/:id", h.showApplication)
	me.Post("/applications/:id/withdraw", h.withdrawApplication)
	me.Post("/applications/:id/appeal", h.appealApplication)
	me.Get("/questions/:id", h.showQuestion)
	me.Post("/questions/:id", h.answerQuestion)
	me.Get("/accreditations/new", h.showNewAccreditation)
	me.Post("/accreditations", h.startAccreditation)
	me.Get("/accreditations/:id", h.showMyAccreditation)
	me.Post("/accreditations/:id/withdraw", h.withdrawAccreditation)
	me.Post("/accreditations/:id/renounce", h.renounceAccreditation)
}

func (h *Handlers) associations(work fiber.Router) {
	work.Get("/", h.showAssociationWork)
	work.Get("/admissions", h.showAdmissions)
	work.Get("/admissions/:id", h.showAdmission)
	work.Post("/admissions/:id/match", h.decideMatch)
	work.Post("/admissions/:id/confirm-training", h.confirmTraining)
	work.Post("/admissions/:id/request-completion", h.requestCompletion)
	work.Post("/admissions/:id/admit", h.admit)
	work.Post("/admissions/:id/refuse", h.refuseAdmission)
	h.associationDesk().routes(work)
	h.associationCounter().routes(work)
	work.Get("/members", h.showMembers)
	work.Get("/rosters/:id", h.showMembersRecheck)
	work.Get("/book", h.showBook)
	work.Get("/settings", h.showAssociationSettings)
	work.Post("/settings", h.updateAssociation)
	work.Post("/settings/rules", h.setAssociationRule)
	work.Get("/people", h.showAssociationPeople)
	work.Post("/people", h.inviteToAssociation)
	work.Post("/people/end", h.endAssociationRole)
}

func (h *Handlers) bodies(work fiber.Router) {
	work.Get("/", h.showBodyWork)
	work.Get("/rosters", h.showRosters)
	work.Get("/rosters/:id", h.showRoster)
	work.Get("/rosters/:id/complaints.csv", h.exportComplaints)
	work.Get("/rosters/:id/marked.xlsx", h.exportMarked)
	work.Get("/rosters/:id/file", h.openRosterFile)
	work.Post("/rosters/:id/remap", h.remapRoster)
	work.Post("/rosters/:id/read-again", h.readRosterAgain)
	work.Post("/rosters/:id/commit", h.commitRoster)
	work.Post("/rosters/:id/publish", h.publishRoster)
	work.Post("/rosters/:id/take-back", h.takeRosterBack)
	work.Post("/rosters/:id/discard", h.discardRoster)
	work.Get("/rosters/:id/changes", h.showChanges)
	for _, format := range table.Formats {
		work.Get("/rosters/:id/changes."+format, h.exportChanges(format))
		work.Get("/rosters/:id/lines."+format, h.exportLines(format))
	}
	h.bodyDesk().routes(work)
	h.bodyCounter().routes(work)
	work.Get("/accreditations", h.showAccreditations)
	work.Post("/accreditations/uphold", h.upholdAccreditations)
	work.Get("/accreditations/:id", h.showAccreditation)
	work.Post("/accreditations/:id/certificate", h.issueCertificate)
	work.Get("/certificates/:id/pdf", h.openCertificate)
	work.Post("/certificates/:id/revoke", h.revokeCertificate)
	work.Post("/accreditations/:id/:step", h.decideAccreditation)
	work.Get("/register", h.showOwnRegister)
	work.Post("/register", h.publishRegister)
	work.Get("/register/new", h.showPlan)
	work.Post("/register/fields", h.setRegisterFields)
	work.Post("/register/name-again", h.nameAgain)
	work.Get("/register/:id", h.showOwnEdition)
	work.Get("/register/:id/erase", h.showErase)
	work.Post("/register/:id/erase", h.eraseEntry)
	work.Get("/settings", h.showBodySettings)
	work.Get("/source", h.showSource)
	work.Post("/source", h.setSource)
	work.Post("/source/fetch", h.fetchNow)
	work.Post("/settings", h.updateBody)
	work.Post("/settings/rules", h.setBodyRule)
	work.Get("/people", h.showBodyPeople)
	work.Post("/people", h.inviteToBody)
	work.Post("/people/end", h.endBodyRole)
}

func (h *Handlers) admin(work fiber.Router) {
	work.Get("/", h.showAdmin)
	work.Post("/invitations", h.invite)
	work.Get("/bodies/new", h.showNewBody)
	work.Post("/bodies", h.createBody)
	work.Get("/bodies/:slug", h.showBody)
	work.Post("/bodies/:slug/join", h.joinUnion)
	work.Post("/bodies/:slug/leave", h.leaveUnion)
	work.Get("/associations/new", h.showNewAssociation)
	work.Post("/associations", h.createAssociation)
	work.Get("/associations/:slug", h.showReliances)
	work.Post("/associations/:slug/rely-on", h.relyOn)
	work.Post("/associations/:slug/stop-relying", h.stopRelying)
	work.Get("/duplicates", h.showDuplicates)
	work.Get("/duplicates/:id/:other", h.showDuplicate)
	work.Post("/duplicates/:id/:other/merge", h.merge)
	work.Post("/duplicates/:id/:other/tell-apart", h.tellApart)
	work.Post("/duplicates/:id/:other/ask-again", h.askAgain)
	work.Post("/merges/:id/undo", h.undoMerge)
	work.Get("/search-words", h.showSearchWords)
	work.Post("/search-words", h.addSearchWord)
	work.Post("/search-words/remove", h.removeSearchWord)
	work.Get("/feedback", h.showFeedback)
	work.Get("/mail", h.showMail)
	work.Get("/rules", h.showPlatformRules)
	work.Post("/rules", h.setPlatformRule)
}
