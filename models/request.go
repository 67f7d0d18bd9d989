package models

import "time"

// RequestKind is what somebody without an account asks about a listed carer.
type RequestKind string

const (
	RequestContact RequestKind = "contact" // to be put in contact
	RequestMistake RequestKind = "mistake" // that something wrong on the page be mended
)

// RequestState is where a request stands.
type RequestState string

const (
	RequestNew       RequestState = "new"
	RequestTaken     RequestState = "in_progress"
	RequestDone      RequestState = "done"
	RequestNotDone   RequestState = "not_done"
	RequestWithdrawn RequestState = "withdrawn"
)

// RequestMoves is the life of a request. Whoever takes it up has it in hand until it is put back.
var RequestMoves = Moves[RequestState]{
	"take_up":   {RequestNew: RequestTaken},
	"put_back":  {RequestTaken: RequestNew},
	"finish":    {RequestTaken: RequestDone},
	"turn_down": {RequestTaken: RequestNotDone},
	"reopen":    {RequestDone: RequestTaken, RequestNotDone: RequestTaken},
	"withdraw":  {RequestNew: RequestWithdrawn, RequestTaken: RequestWithdrawn},
}

// OnBehalf is for whom somebody asks.
type OnBehalf string

const (
	ForOneself OnBehalf = "self"
	ForOther   OnBehalf = "other"
)

// Mistake is what is wrong on a carer's page.
type Mistake string

const (
	MistakeNotWorking    Mistake = "not_working"   // does this work no longer
	MistakeServices      Mistake = "services"      // services, places, hours or languages
	MistakeContacts      Mistake = "contacts"      // telephone or e-mail
	MistakeAccreditation Mistake = "accreditation" // what the body stands behind: that is the body's to look into
	MistakeOther         Mistake = "other"
)

// Mistakes lists what can be wrong, in the order offered.
var Mistakes = []Mistake{MistakeNotWorking, MistakeServices, MistakeContacts, MistakeAccreditation, MistakeOther}

// NotDoneReason is why nothing came of a request.
type NotDoneReason string

const (
	NotDoneUnreachable NotDoneReason = "unreachable"   // who asked could not be reached
	NotDoneNobodyFree  NotDoneReason = "nobody_free"   // nobody can do it
	NotDoneNotOurs     NotDoneReason = "not_ours"      // somebody else's to do
	NotDoneNoMistake   NotDoneReason = "not_a_mistake" // what the page says is right
	NotDoneNotSerious  NotDoneReason = "not_serious"   // advertising, a joke
)

// NotDoneReasons gives the reasons that fit each kind, in the order offered.
var NotDoneReasons = map[RequestKind][]NotDoneReason{
	RequestContact: {NotDoneUnreachable, NotDoneNobodyFree, NotDoneNotOurs, NotDoneNotSerious},
	RequestMistake: {NotDoneNoMistake, NotDoneNotOurs, NotDoneUnreachable, NotDoneNotSerious},
}

// RequestNotice is the version of the words on privacy that are read before a request is sent; it changes with them.
const RequestNotice = "2026-11"

// Request is what somebody without an account asks of an association, or of a body, about a listed carer.
type Request struct {
	ID            int64  `gorm:"primaryKey"`
	Code          string // said on the telephone; empty once all is erased
	Kind          RequestKind
	State         RequestState
	AssociationID *int64 // whose to answer: an association's or a body's
	BodyID        *int64
	PersonID      *int64 // the carer
	Language      string // of who asks
	Asked         `gorm:"embedded"`
	Notice        string
	Form          []byte
	CreatedAt     time.Time
	MovedAt       time.Time // last step or answer
	TakenBy       *int64
	NotDone       NotDoneReason
	Answers       int
	RemindedAt    *time.Time
	EraseOn       Date `gorm:"type:date"`
	ErasedAt      *time.Time
}

// Asked is what who asks says: all that is erased.
type Asked struct {
	OnBehalf OnBehalf
	Mistake  Mistake
	Name     string
	Phone    string
	Email    string
	Services []string `gorm:"serializer:json"` // codes of services and arrangements
	Place    string
	StartsOn Date `gorm:"type:date"`
	Times    string
	Words    string
}

// RequestAnswer is what was answered to who asked.
type RequestAnswer struct {
	ID         int64 `gorm:"primaryKey"`
	RequestID  int64
	Text       string
	AnsweredAt time.Time
	AnsweredBy int64
	Name       string // as it was then
}

// Open tells whether a request still waits for something.
func (r *Request) Open() bool { return r.State == RequestNew || r.State == RequestTaken }

// Desk tells whether the actor works where the request is to be answered.
func (r *Request) Desk(by Actor) bool {
	return r.AssociationID != nil && by.AdminOf(*r.AssociationID) || r.BodyID != nil && by.OfficerOf(*r.BodyID)
}

// InHandOf tells whether the actor has the request in hand.
func (r *Request) InHandOf(by Actor) bool {
	return r.State == RequestTaken && r.TakenBy != nil && *r.TakenBy == by.AccountID
}

// TakeUp puts a request into the hands of one person of the desk.
func (r *Request) TakeUp(by Actor, now time.Time) (Event, error) {
	event, err := r.desk("take_up", by, now)
	if err == nil {
		r.TakenBy = by.Account()
	}
	return event, err
}

// PutBack lets a colleague take the request up: anybody of the desk may, for whoever has it in hand may be away.
func (r *Request) PutBack(by Actor, now time.Time) (Event, error) {
	event, err := r.desk("put_back", by, now)
	if err == nil {
		r.TakenBy = nil
	}
	return event, err
}

// Answer records that who asked was answered, by whoever has the request in hand. seen is how many answers there were when it
// was written: another one meanwhile is read first.
func (r *Request) Answer(by Actor, seen int, now time.Time) (Event, error) {
	if err := r.inHand(by); err != nil {
		return Event{}, err
	}
	if r.State != RequestTaken {
		_, err := RequestMoves.To("request", "finish", r.State)
		return Event{}, err
	}
	if seen != r.Answers {
		return Event{}, Refuse(Conflict, "request.answered_meanwhile")
	}
	r.Answers++
	r.MovedAt, r.RemindedAt = now, nil
	return Note(by, now, "request", r.ID, "answer", string(r.State), string(r.State)), nil
}

// Finish records that what was asked came about.
func (r *Request) Finish(by Actor, now time.Time) (Event, error) {
	if err := r.inHand(by); err != nil {
		return Event{}, err
	}
	return r.desk("finish", by, now)
}

// TurnDown records that nothing came of it, and why.
func (r *Request) TurnDown(by Actor, reason NotDoneReason, now time.Time) (Event, error) {
	if err := r.inHand(by); err != nil {
		return Event{}, err
	}
	event, err := r.desk("turn_down", by, now, "reason", string(reason))
	if err == nil {
		r.NotDone = reason
	}
	return event, err
}

// Reopen takes a closed request up again.
func (r *Request) Reopen(by Actor, now time.Time) (Event, error) {
	if r.Desk(by) && r.ErasedAt != nil {
		return Event{}, Refuse(Conflict, "request.erased")
	}
	event, err := r.desk("reopen", by, now)
	if err == nil {
		r.TakenBy, r.NotDone = by.Account(), ""
	}
	return event, err
}

// Withdraw takes the request back, and of a closed one only what was said; who holds its private link may. What was said is
// erased at once.
func (r *Request) Withdraw(now time.Time) (Event, error) {
	if r.ErasedAt == nil && !r.Open() {
		r.forget(now)
		return Note(Actor{}, now, "request", r.ID, "forget", string(r.State), string(r.State)), nil
	}
	event, err := r.move("withdraw", Actor{}, now)
	if err == nil {
		r.forget(now)
	}
	return event, err
}

// Erase empties all that tells who asked what about whom, code included; what stays is counted.
func (r *Request) Erase(now time.Time) Event {
	r.forget(now)
	r.Code, r.PersonID = "", nil
	return Note(System, now, "request", r.ID, "erase", string(r.State), string(r.State))
}

func (r *Request) forget(now time.Time) {
	r.Asked, r.Form, r.ErasedAt = Asked{Services: []string{}}, nil, &now
}

// inHand refuses whoever does not have the request in hand while a colleague has.
func (r *Request) inHand(by Actor) error {
	if !r.Desk(by) {
		return ErrNotFound
	}
	if r.State == RequestTaken && !r.InHandOf(by) {
		return Refuse(Conflict, "request.in_other_hands")
	}
	return nil
}

func (r *Request) desk(step string, by Actor, now time.Time, pairs ...string) (Event, error) {
	if !r.Desk(by) {
		return Event{}, ErrNotFound
	}
	return r.move(step, by, now, pairs...)
}

func (r *Request) move(step string, by Actor, now time.Time, pairs ...string) (Event, error) {
	from := r.State
	to, err := RequestMoves.To("request", step, from)
	if err != nil {
		return Event{}, err
	}
	r.State, r.MovedAt, r.RemindedAt = to, now, nil
	return Note(by, now, "request", r.ID, step, string(from), string(to), pairs...), nil
}
