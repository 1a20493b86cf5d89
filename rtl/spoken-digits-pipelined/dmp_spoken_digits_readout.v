`default_nettype none

// Readout: collects the last layer's spikes by class, adds every step to the classes' logits and, at the end of a
// sequence, names the class with the largest, the lowest number first.
module dmp_spoken_digits_readout (
    input  wire               clk,
    input  wire               rst,
    input  wire               events_valid,
    output wire               events_ready,
    input  wire [6:0]         events_address,
    input  wire               events_empty,
    input  wire               events_last,
    input  wire               events_end,
    input  wire               load_valid,
    input  wire [7:0]         load_memory,
    input  wire [23:0]        load_address,
    input  wire [7:0]         load_lane,
    input  wire signed [31:0] load_value,
    output wire               classes_valid,
    input  wire               classes_ready,
    output wire [4:0]         classes_class,
    output wire               too_long
);
    localparam [1:0] PHASE_IDLE = 2'd0;
    localparam [1:0] PHASE_RUN = 2'd1;
    localparam [1:0] PHASE_TAIL = 2'd2;

    wire closing;
    wire classes_fire = classes_valid & classes_ready;
    reg  answered;
    reg  answered_next;

    always @* begin : answered_logic
        answered_next = answered;
        if (closing) begin
            answered_next = 1'b1;
        end else if (classes_fire) begin
            answered_next = 1'b0;
        end
    end

    wire awaits;
    wire advance;
    wire next_valid;
    wire [6:0] next_at;
    wire next_half;
    wire event_list_step_ready;

    wire event_list_events_ready;
    wire event_list_step_valid;
    wire [7:0] event_list_step_events;
    wire event_list_step_end;
    wire event_list_step_half;
    wire [6:0] event_list_event_address;
    wire event_list_begins;
    dmp_spoken_digits_readout_event_list event_list (
        .clk            (clk),
        .rst            (rst),
        .events_valid   (events_valid),
        .events_ready   (event_list_events_ready),
        .events_address (events_address),
        .events_empty   (events_empty),
        .events_last    (events_last),
        .events_end     (events_end),
        .read_valid     (next_valid),
        .read_at        (next_at),
        .read_half      (next_half),
        .step_valid     (event_list_step_valid),
        .step_ready     (event_list_step_ready),
        .step_events    (event_list_step_events),
        .step_end       (event_list_step_end),
        .step_half      (event_list_step_half),
        .event_address  (event_list_event_address),
        .begins         (event_list_begins)
    );

    assign events_ready = event_list_events_ready;
    wire fast_current_job_ready;

    wire fast_current_step_ready;
    wire fast_current_read_valid;
    wire [6:0] fast_current_read_at;
    wire fast_current_read_half;
    wire fast_current_job_valid;
    wire fast_current_job_touched;
    wire fast_current_job_end;
    wire fast_current_meets;
    wire signed [14:0] fast_current_currents_0;
    dmp_spoken_digits_readout_fast_current fast_current (
        .clk           (clk),
        .rst           (rst),
        .step_valid    (event_list_step_valid),
        .step_ready    (fast_current_step_ready),
        .step_events   (event_list_step_events),
        .step_end      (event_list_step_end),
        .step_half     (event_list_step_half),
        .event_address (event_list_event_address),
        .awaits        (awaits),
        .advance       (advance),
        .load_valid    (load_valid),
        .load_memory   (load_memory),
        .load_address  (load_address),
        .load_lane     (load_lane),
        .load_value    (load_value),
        .read_valid    (fast_current_read_valid),
        .read_at       (fast_current_read_at),
        .read_half     (fast_current_read_half),
        .job_valid     (fast_current_job_valid),
        .job_ready     (fast_current_job_ready),
        .job_touched   (fast_current_job_touched),
        .job_end       (fast_current_job_end),
        .meets         (fast_current_meets),
        .currents_0    (fast_current_currents_0)
    );

    assign event_list_step_ready = fast_current_step_ready;
    assign next_valid = fast_current_read_valid;
    assign next_at = fast_current_read_at;
    assign next_half = fast_current_read_half;

    // The step at work.
    reg  first;
    reg  first_next;
    reg  ended;
    reg  ended_next;
    reg  touched;
    reg  touched_next;
    wire fast_current_job_fire = fast_current_job_valid & fast_current_job_ready;

    always @* begin : first_logic
        first_next = first;
        ended_next = ended;
        touched_next = touched;
        if (fast_current_job_fire) begin
            first_next = ended;
            ended_next = fast_current_job_end;
            touched_next = fast_current_job_touched;
        end
    end

    reg  [1:0] phase;
    reg  [1:0] phase_next;

    // The group of classes whose sums form; no sooner than the classes of the group before have left.
    reg  [3:0] group;
    reg  [3:0] group_next;
    reg  beside;
    reg  beside_next;

    // The class at work, and how many of its group are still to come.
    reg  [4:0] at;
    reg  [4:0] at_next;
    reg  left;
    reg  left_next;
    reg  opens_1;
    reg  opens_2;
    reg  opens_3;
    reg  opens;
    wire reading = opens | left;
    wire ends = reading & (at == 5'd19);
    reg  done;
    assign fast_current_job_ready = (phase == PHASE_IDLE) & (!answered & !closing);
    assign awaits = (phase == PHASE_RUN) & beside;
    assign advance = reading;

    always @* begin : at_logic
        at_next = at;
        if (reading) begin
            at_next = (at == 5'd19) ? 5'd0 : at + 5'd1;
        end
    end

    always @* begin : left_logic
        left_next = left;
        if (ends) begin
            left_next = 1'b0;
        end else if (opens) begin
            left_next = 1'b1;
        end else if (left) begin
            left_next = left - 1'b1;
        end
    end

    always @* begin : phase_logic
        phase_next = phase;
        beside_next = beside;
        group_next = group;
        case (phase)
            PHASE_IDLE: begin
                if (fast_current_job_fire) begin
                    phase_next = PHASE_RUN;
                end
            end
            PHASE_RUN: begin
                if (fast_current_meets) begin
                    beside_next = 1'b0;
                    group_next = (group == 4'd9) ? 4'd0 : group + 4'd1;
                    if (group == 4'd9) begin
                        phase_next = PHASE_TAIL;
                    end
                end else if (!beside) begin
                    beside_next = beside + 1'b1;
                end
            end
            PHASE_TAIL: begin
                if (done) begin
                    phase_next = PHASE_IDLE;
                end
            end
            default: ;
        endcase
    end

    // One cycle later: what the step adds to the class.
    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  signed [15:0] bias [0:19];
    reg  signed [15:0] bias_word;

    wire bias_load = load_valid & (load_memory == 8'd11);
    reg  step_valid;
    reg  [4:0] step_class;
    reg  [4:0] step_class_next;
    reg  step_last;
    reg  step_last_next;

    always @* begin : step_class_logic
        step_class_next = step_class;
        step_last_next = step_last;
        if (reading) begin
            step_class_next = at;
            step_last_next = (at == 5'd19);
        end
    end

    // Steps of the sequence so far, up to the most that the logits have room for.
    reg  [6:0] steps;
    reg  [6:0] steps_next;
    reg  too_many;
    reg  too_many_next;
    wire too_many_condition = step_valid & step_last;

    always @* begin : too_many_logic
        too_many_next = too_many;
        if (too_many_condition & (steps == 7'd100)) begin
            too_many_next = 1'b1;
        end
    end

    always @* begin : steps_logic
        steps_next = steps;
        if (too_many_condition & ended) begin
            steps_next = 7'd0;
        end else if (too_many_condition & (steps != 7'd100)) begin
            steps_next = steps + 7'd1;
        end
    end

    assign too_long = too_many;

    // Then the class's logit.
    reg  add_valid;
    reg  [4:0] add_class;
    reg  [4:0] add_class_next;
    reg  add_last;
    reg  add_last_next;
    reg  signed [16:0] add_value;
    reg  signed [16:0] add_value_next;

    always @* begin : add_class_logic
        add_class_next = add_class;
        add_last_next = add_last;
        add_value_next = add_value;
        if (step_valid) begin
            add_class_next = step_class;
            add_last_next = step_last;
            add_value_next = (steps != 7'd100)
                ? (touched ? {{2{fast_current_currents_0[14]}}, fast_current_currents_0} : 17'sd0)
                + {bias_word[15], bias_word}
                : 17'sd0;
        end
    end

    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  signed [23:0] logits [0:19];
    reg  signed [23:0] logits_old;

    wire signed [23:0] logit = (!first ? logits_old : 24'sd0) + {{7{add_value[16]}}, add_value};
    assign classes_valid = answered;

    // The largest logit so far; the class is the first that has it.
    reg  [4:0] best_class;
    reg  [4:0] best_class_next;
    reg  signed [23:0] best;
    reg  signed [23:0] best_next;
    wire better = (add_class == 5'd0) | (logit > best);

    always @* begin : best_logic
        best_next = best;
        best_class_next = best_class;
        if (add_valid & better) begin
            best_next = logit;
            best_class_next = add_class;
        end
    end

    assign classes_class = best_class;
    assign closing = add_valid & add_last & ended;

    always @(posedge clk) begin : registers
        if (rst) begin
            answered <= 1'b0;
            first <= 1'b0;
            ended <= 1'b1;
            touched <= 1'b0;
            phase <= PHASE_IDLE;
            group <= 4'd0;
            beside <= 1'b0;
            at <= 5'd0;
            left <= 1'b0;
            opens_1 <= 1'b0;
            opens_2 <= 1'b0;
            opens_3 <= 1'b0;
            opens <= 1'b0;
            done <= 1'b0;
            step_valid <= 1'b0;
            steps <= 7'd0;
            too_many <= 1'b0;
            add_valid <= 1'b0;
            best_class <= 5'd0;
            best <= 24'sd0;
        end else begin
            answered <= answered_next;
            first <= first_next;
            ended <= ended_next;
            touched <= touched_next;
            phase <= phase_next;
            group <= group_next;
            beside <= beside_next;
            at <= at_next;
            left <= left_next;
            opens_1 <= fast_current_meets;
            opens_2 <= opens_1;
            opens_3 <= opens_2;
            opens <= opens_3;
            done <= ends;
            step_valid <= reading;
            steps <= steps_next;
            too_many <= too_many_next;
            add_valid <= step_valid;
            best_class <= best_class_next;
            best <= best_next;
        end
    end

    always @(posedge clk) begin : registers_without_reset
        step_class <= step_class_next;
        step_last <= step_last_next;
        add_class <= add_class_next;
        add_last <= add_last_next;
        add_value <= add_value_next;
    end

    always @(posedge clk) begin : bias_load_port
        if (bias_load) bias[load_address[4:0]] <= load_value[15:0];
    end

    always @(posedge clk) begin : bias_word_port
        if (reading) bias_word <= bias[at];
    end

    always @(posedge clk) begin : logits_new_port
        if (add_valid) logits[add_class] <= logit;
    end

    always @(posedge clk) begin : logits_old_port
        if (step_valid) logits_old <= logits[step_class];
    end

`ifdef ASSERTIONS
    // logits is never read at the address that is being written
    always @(posedge clk) begin : logits_old_new_apart
        if (!rst) assert (!(step_valid & add_valid & (step_class == add_class)));
    end
    // wrap(load_address) lies within 0 to 19
    always @(posedge clk) begin : bias_load_fits
        if (!rst) assert (!bias_load | (load_address[4:0] <= 5'd19));
    end
    // logit lies within -4915200 to 4902300
    always @(posedge clk) begin : logits_new_fits
        if (!rst) assert (!add_valid | ((logit >= -24'sd4915200) & (logit <= 24'sd4902300)));
    end
`endif

    // Bits that nothing reads.
    wire unused_bits = &{1'b0, event_list_begins};
endmodule

`default_nettype wire
