// Loads Compose files as Docker does, with the library that Docker itself uses, and prints what it makes of them: a line
// of JSON for each file, with its services or with what is wrong. It ends with 1 when anything is.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// What one file turned out to be.
type result struct {
	File     string         `json:"file"`
	Name     string         `json:"name,omitempty"`
	Services types.Services `json:"services,omitempty"`
	Volumes  []string       `json:"volumes,omitempty"`
	Error    string         `json:"error,omitempty"`
}

// Loads a file with every check there is: the schema, which knows no other keys, and whether what is named is there.
// Variables come from the file .env beside it and from nowhere else.
func load(file string) (*types.Project, error) {
	options, err := cli.NewProjectOptions(
		[]string{file},
		cli.WithWorkingDirectory(filepath.Dir(file)),
		cli.WithEnvFiles(),
		cli.WithDotEnv,
		cli.WithInterpolation(true),
		cli.WithNormalization(true),
		cli.WithConsistency(true),
		cli.WithResolvedPaths(false),
	)
	if err != nil {
		return nil, err
	}
	return options.LoadProject(context.Background())
}

func main() {
	code := 0
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "name the Compose files to load")
		code = 2
	}
	lines := json.NewEncoder(os.Stdout)
	for _, file := range os.Args[1:] {
		found := result{File: file}
		project, err := load(file)
		if err != nil {
			found.Error = err.Error()
			code = 1
		} else {
			found.Name, found.Services, found.Volumes = project.Name, project.Services, project.VolumeNames()
		}
		if err := lines.Encode(found); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(code)
}
