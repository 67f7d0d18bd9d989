package models

import "time"

// Merge is the union of two records of one person: the one is kept, the other gone until it is undone.
type Merge struct {
	ID       int64 `gorm:"primaryKey"`
	KeptID   int64
	GoneID   int64
	MergedAt time.Time
	MergedBy *int64
	Reason   string
	Before   MergeRecord `gorm:"serializer:json"`
	After    MergeRecord `gorm:"serializer:json"`
	UndoneAt *time.Time
	UndoneBy *int64
}

// Undo ends the merge: both records stand again.
func (m *Merge) Undo(by Actor, now time.Time) error {
	if !by.Platform() {
		return ErrNotFound
	}
	if m.UndoneAt != nil {
		return Refuse(Conflict, "duplicates.already_undone")
	}
	m.UndoneAt, m.UndoneBy = &now, by.Account()
	return nil
}

// MergeRecord is what a merge changes in place: the columns of the two people, and the sign-in that was shut.
type MergeRecord struct {
	Kept, Gone map[string]*string
	Shut       *int64 `json:",omitempty"` // account
}

// MergeMove is a row that went from the one person to the other.
type MergeMove struct {
	ID      int64 `gorm:"primaryKey"`
	MergeID int64
	Table   string `gorm:"column:table_name"`
	RowID   int64
}

// DifferentPeople is the decision that two people who look alike are two.
type DifferentPeople struct {
	ID        int64 `gorm:"primaryKey"`
	LowID     int64
	HighID    int64
	DecidedAt time.Time
	DecidedBy *int64
}

func (DifferentPeople) TableName() string { return "different_people" }
