`default_nettype none

// Spike integration: holds a group of neurons still and streams the events of the step past it, one a cycle. Finished
// sums wait in a row and leave word by word while the next group is at work.
module dmp_sweeps_readout_fast_current (
    input  wire               clk,
    input  wire               rst,
    input  wire               step_valid,
    output wire               step_ready,
    input  wire [5:0]         step_events,
    input  wire               step_end,
    input  wire               step_half,
    input  wire [5:0]         event_address,
    input  wire               awaits,
    input  wire               advance,
    output wire               read_valid,
    output wire [5:0]         read_at,
    output wire               read_half,
    output wire               job_valid,
    input  wire               job_ready,
    output wire               job_touched,
    output wire               job_end,
    output wire               meets,
    output wire signed [10:0] currents_0
);
    localparam PHASE_IDLE = 1'b0;
    localparam PHASE_RUN = 1'b1;

    // The step at work, and the layer of the next one; it is on offer as a job.
    reg  phase;
    reg  phase_next;
    reg  [5:0] held_events;
    reg  [5:0] held_events_next;
    reg  held_end;
    reg  held_end_next;
    reg  held_half;
    reg  held_half_next;
    reg  offered;
    reg  offered_next;

    // The group of neurons that is held still, and the event that streams by.
    reg  [1:0] group;
    reg  [1:0] group_next;
    reg  [5:0] at;
    reg  [5:0] at_next;
    wire touched = (held_events != 6'd0);
    wire at_last = ((at + 6'd1) >= held_events);
    wire group_last = (group == 2'd2);
    wire meeting = phase & at_last & awaits;
    assign step_ready = !phase;
    wire step_fire = step_valid & step_ready;

    always @* begin : phase_logic
        phase_next = phase;
        held_events_next = held_events;
        held_end_next = held_end;
        held_half_next = held_half;
        at_next = at;
        group_next = group;
        if (step_fire) begin
            phase_next = PHASE_RUN;
            held_events_next = step_events;
            held_end_next = step_end;
            held_half_next = step_half;
            at_next = 6'd0;
            group_next = 2'd0;
        end else if (meeting) begin
            at_next = 6'd0;
            if (group_last) begin
                phase_next = PHASE_IDLE;
            end else begin
                group_next = group + 2'd1;
            end
        end else if (!at_last) begin
            at_next = at + 6'd1;
        end
    end

    wire job_fire = job_valid & job_ready;

    always @* begin : offered_logic
        offered_next = offered;
        if (step_fire) begin
            offered_next = 1'b1;
        end else if (job_fire) begin
            offered_next = 1'b0;
        end
    end

    assign job_valid = offered;
    assign job_touched = touched;
    assign job_end = held_end;
    assign meets = meeting;
    wire read_valid_condition = phase & touched & (!at_last | awaits);
    assign read_valid = read_valid_condition;
    assign read_at = at;
    assign read_half = held_half;

    // One cycle later the event is there; where the weights of the group begin.
    reg  listed_valid;
    reg  listed_last;
    reg  listed_last_next;
    reg  listed_more;
    reg  listed_more_next;

    always @* begin : listed_last_logic
        listed_last_next = listed_last;
        listed_more_next = listed_more;
        if (read_valid_condition) begin
            listed_last_next = at_last;
            listed_more_next = !group_last;
        end
    end

    reg  [6:0] group_base;
    reg  [6:0] group_base_next;

    always @* begin : group_base_logic
        group_base_next = group_base;
        if (step_fire) begin
            group_base_next = 7'd0;
        end else if (listed_valid & listed_last & listed_more) begin
            group_base_next = group_base + 7'd40;
        end
    end

    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  signed [7:0] weights [0:119];
    initial $readmemh("dmp_sweeps_readout_fast_current_weights.hex", weights);
    reg  signed [7:0] weights_word;

    reg  term_valid;
    reg  term_last;
    reg  term_last_next;

    always @* begin : term_last_logic
        term_last_next = term_last;
        if (listed_valid) begin
            term_last_next = listed_last;
        end
    end

    reg  first;
    reg  first_next;

    always @* begin : first_logic
        first_next = first;
        if (term_valid) begin
            first_next = term_last;
        end
    end

    reg  signed [10:0] sum_0;
    reg  signed [10:0] sum_0_next;

    always @* begin : sum_0_logic
        sum_0_next = sum_0;
        if (term_valid) begin
            sum_0_next = first ? {{3{weights_word[7]}}, weights_word}
                : sum_0 + {{3{weights_word[7]}}, weights_word};
        end
    end

    reg  finished;
    reg  signed [10:0] done_0;
    reg  signed [10:0] done_0_next;

    always @* begin : done_0_logic
        done_0_next = done_0;
        if (finished) begin
            done_0_next = sum_0;
        end else if (advance) begin
            done_0_next = done_0;
        end
    end

    reg  signed [10:0] current_0;
    reg  signed [10:0] current_0_next;

    always @* begin : current_0_logic
        current_0_next = current_0;
        if (advance) begin
            current_0_next = done_0;
        end
    end

    assign currents_0 = current_0;

    always @(posedge clk) begin : registers
        if (rst) begin
            phase <= PHASE_IDLE;
            held_events <= 6'd0;
            held_end <= 1'b0;
            held_half <= 1'b0;
            offered <= 1'b0;
            group <= 2'd0;
            at <= 6'd0;
            listed_valid <= 1'b0;
            group_base <= 7'd0;
            term_valid <= 1'b0;
            first <= 1'b1;
            finished <= 1'b0;
        end else begin
            phase <= phase_next;
            held_events <= held_events_next;
            held_end <= held_end_next;
            held_half <= held_half_next;
            offered <= offered_next;
            group <= group_next;
            at <= at_next;
            listed_valid <= read_valid_condition;
            group_base <= group_base_next;
            term_valid <= listed_valid;
            first <= first_next;
            finished <= term_valid & term_last;
        end
    end

    always @(posedge clk) begin : registers_without_reset
        listed_last <= listed_last_next;
        listed_more <= listed_more_next;
        term_last <= term_last_next;
        sum_0 <= sum_0_next;
        done_0 <= done_0_next;
        current_0 <= current_0_next;
    end

    always @(posedge clk) begin : weights_word_port
        if (listed_valid) weights_word <= weights[group_base
            + (listed_valid ? {1'b0, event_address} : 7'd0)];
    end

`ifdef ASSERTIONS
    // (at + 1) lies within 0 to 39
    always @(posedge clk) begin : at_fits
        if (!rst) assert (!(!step_fire & !meeting & !at_last) | ((at + 6'd1) <= 6'd39));
    end
    // (group_base + 40) lies within 0 to 119
    always @(posedge clk) begin : group_base_fits
        if (!rst) assert (!(!step_fire & (listed_valid & listed_last & listed_more))
            | (({1'b0, group_base} + 8'd40) <= 8'd119));
    end
    // (group_base + mux(listed_valid, event_address, 0)) lies within 0 to 119
    always @(posedge clk) begin : weights_word_fits
        if (!rst) assert (!listed_valid
            | (({1'b0, group_base} + (listed_valid ? {2'd0, event_address} : 8'd0)) <= 8'd119));
    end
    // mux(first, weights_word, (sum_0 + weights_word)) lies within -572 to 707
    always @(posedge clk) begin : sum_0_fits
        if (!rst) assert (!term_valid | (($signed(first ? {{3{weights_word[7]}}, weights_word}
            : sum_0 + {{3{weights_word[7]}}, weights_word}) >= -11'sd572) & ($signed(first
            ? {{3{weights_word[7]}}, weights_word}
            : sum_0 + {{3{weights_word[7]}}, weights_word}) <= 11'sd707)));
    end
`endif
endmodule

`default_nettype wire
