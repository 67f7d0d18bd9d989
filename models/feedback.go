package models

import "time"

// Feedback is what a visitor says about a page, or a fault they report. It holds nothing that identifies them
// but what they write.
type Feedback struct {
	ID        int64 `gorm:"primaryKey"`
	Page      string
	Language  string
	Rating    int // 1 to 5; 0 when it is a report
	Answer    int // 1 to 5, of the answers offered for that rating
	Comment   string
	CreatedAt time.Time
}

func (Feedback) TableName() string { return "feedback" }
