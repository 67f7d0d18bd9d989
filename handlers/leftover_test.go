package handlers_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"albo/handlers"
)

// One request gets one answer: what nobody read of its body is never taken for the next request of the connection.
func TestABodyIsNeverTheNextRequest(t *testing.T) {
	t.Parallel()
	s := theDemo(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- handlers.Serve(ctx, s.app, listener) }()
	defer func() { stop(); <-served }()
	const hidden = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
	for _, path := range []string{"/no-such-page", "/it/me/data", "/it/sign-out", "/it/account/language", "/it/sign-in", "/robots.txt"} {
		t.Run(path, func(t *testing.T) {
			conn, err := net.Dial("tcp", listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			body := strings.Repeat("x", 8<<10) + hidden // as much as is read ahead
			fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
			in := bufio.NewReader(conn)
			answer, err := http.ReadResponse(in, nil)
			if err != nil {
				t.Fatal(err)
			}
			io.Copy(io.Discard, answer.Body)
			fmt.Fprint(conn, "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
			next, err := http.ReadResponse(in, nil)
			if err != nil {
				return // closed: nothing more is answered
			}
			text, _ := io.ReadAll(next.Body)
			if string(text) != "ready\n" {
				t.Errorf("after %d, the next request is answered with %d %q", answer.StatusCode, next.StatusCode, text)
			}
		})
	}
}
